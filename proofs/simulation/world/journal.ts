import { createHash } from 'node:crypto';

/** One line of a history. */
export interface Entry {
  /** Epoch milliseconds. */
  readonly atMs: number;
  /** The message concerned, `tenant#message`; undefined when it concerns the world. */
  readonly subject: string | undefined;
  readonly what: string;
}

/** Events of a history, in order. */
export interface Journal {
  readonly note: (subject: string | undefined, what: string) => void;
  readonly entries: readonly Entry[];
  /** SHA-256 of all lines, as hexadecimal digits: equal exactly when two histories are. */
  readonly digest: () => string;
}

const clockTime = (atMs: number): string =>
  new Date(Math.floor(atMs)).toISOString().slice(5, 23).replace('T', ' ');

/** A line in readable form. */
export const lineOf = (entry: Entry): string =>
  `${clockTime(entry.atMs)}  ${entry.subject ?? '·'}  ${entry.what}`;

export const createJournal = (now: () => number): Journal => {
  const entries: Entry[] = [];
  return {
    note: (subject, what) => void entries.push({ atMs: now(), subject, what }),
    entries,
    digest: () => {
      const hash = createHash('sha256');
      for (const { atMs, subject, what } of entries)
        hash.update(`${atMs} ${subject ?? ''} ${what}\n`);
      return hash.digest('hex');
    },
  };
};
