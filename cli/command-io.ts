import type { Screen } from './terminal/screen.ts';

/** What every command needs of the terminal. */
export interface CommandIo {
  /** One line to standard output. */
  readonly print: (line: string) => void;
  /** One line to standard error. */
  readonly printError: (line: string) => void;
  /** What standard output can show. */
  readonly screen: Screen;
}

/** Exit codes of all commands. */
export const exitCodes = {
  fine: 0,
  failed: 1,
  usage: 2,
  /** Not found, or found and wrong. */
  wrong: 3,
} as const;

/**
 * Replaces control characters, so that foreign text cannot send terminal escape sequences, begin a
 * line, or turn the order of what is shown.
 */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, ' ');
