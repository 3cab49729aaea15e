/** Exit code of a program that Ctrl-C ended: 128 and the number of SIGINT. */
export const interruptedCode = 130;

/**
 * While @clack/prompts draws, it reads Ctrl-C itself and ends the process with 0, as if the work were
 * done. Until it is released, this makes 130 of it.
 */
export const endWithInterrupted = (): { readonly release: () => void } => {
  const correct = (code: number): void => {
    if (code === 0) process.exitCode = interruptedCode;
  };
  process.on('exit', correct);
  return { release: () => void process.off('exit', correct) };
};
