/** What is promised of every history. */
const promises = [
  'lost',
  'doubled',
  'conflict',
  'suppressed',
  'paused',
  'expired',
  'rate',
  'quota',
  'state',
  'counter',
  'isolation',
] as const;

export type BrokenPromise = (typeof promises)[number];

/** A promise that a history broke. */
export interface Violation {
  readonly promise: BrokenPromise;
  /** The message it is about, `tenant#message`; undefined when it is about the account. */
  readonly subject: string | undefined;
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly detail: string;
}

/** Takes note of what is broken; the history goes on. */
export type Report = (promise: BrokenPromise, subject: string | undefined, detail: string) => void;
