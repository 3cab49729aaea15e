const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/**
 * Stops, then ends the process, on Ctrl-C and the like; a second signal does not wait.
 *
 * The exit status is 128 and the signal's number, as a shell expects.
 */
export const stopOnSignals = (stop: () => Promise<void>): void => {
  let isStopping = false;
  const onSignal = (signal: keyof typeof signalNumbers): void => {
    const status = 128 + signalNumbers[signal];
    if (isStopping) process.exit(status);
    isStopping = true;
    void stop().finally(() => process.exit(status));
  };
  process.on('SIGHUP', () => onSignal('SIGHUP'));
  process.on('SIGINT', () => onSignal('SIGINT'));
  process.on('SIGTERM', () => onSignal('SIGTERM'));
};
