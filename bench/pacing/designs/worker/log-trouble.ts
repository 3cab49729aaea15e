/** Says on stderr what kind of trouble there was; the message of an error could hold an address. */
export const logTrouble = (error: unknown): void => {
  process.stderr.write(`${error instanceof Error ? error.name : 'An error that is none'}\n`);
};
