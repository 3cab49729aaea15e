import type { Screen } from './terminal/screen.ts';

/** The terminal as a command sees it. */
export interface CommandIo {
  /** Writes one line to standard output. */
  readonly print: (line: string) => void;
  /** Writes one line to standard error. */
  readonly printError: (line: string) => void;
  /** Capabilities of standard output. */
  readonly screen: Screen;
}

/** Exit codes of all commands. */
export const exitCodes = {
  fine: 0,
  failed: 1,
  usage: 2,
  /** Nothing found, or something invalid found. */
  wrong: 3,
  /** Of a mail: it is under way; ask again. */
  underWay: 4,
  /** Of a mail: some recipient does not get it. */
  undelivered: 5,
  /** Of a mail: it is held until it is released. */
  held: 6,
} as const;

/**
 * Replaces control characters, so that foreign text cannot send terminal escape sequences, begin a
 * new line, or reverse the order of characters.
 */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, ' ');
