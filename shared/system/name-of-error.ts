/**
 * Name of what was thrown, for a log: `TimeoutError`, or the type of what is no Error. Its message
 * is left out, for it may quote a mail.
 */
export const nameOfError = (error: unknown): string =>
  error instanceof Error ? error.name : typeof error;
