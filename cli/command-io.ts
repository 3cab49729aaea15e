/** What every command needs of the terminal. */
export interface CommandIo {
  /** One line to standard output. */
  readonly print: (line: string) => void;
  /** One line to standard error. */
  readonly printError: (line: string) => void;
}

/** Exit codes of all commands. */
export const exitCodes = {
  fine: 0,
  failed: 1,
  usage: 2,
  /** Not found, or found and wrong. */
  wrong: 3,
} as const;

/** What comes from elsewhere may not steer the terminal. */
export const printable = (text: string): string => text.replace(/\p{Cc}/gu, ' ');
