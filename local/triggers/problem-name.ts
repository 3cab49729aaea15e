/** Class of an error, for a log. Its message is left out: those of the engines may quote mail. */
export const problemName = (error: unknown): string =>
  error instanceof Error ? error.name : typeof error;
