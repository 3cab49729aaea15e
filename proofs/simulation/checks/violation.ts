/** Promises that every history must keep. */
const promises = [
  'lost',
  'doubled',
  'conflict',
  'suppressed',
  'paused',
  'expired',
  'rate',
  'quota',
  'budget',
  'share',
  'state',
  'counter',
  'isolation',
  'rest',
  'guard',
] as const;

export type BrokenPromise = (typeof promises)[number];

/** A promise that a history broke. */
export interface Violation {
  readonly promise: BrokenPromise;
  /** The message concerned, `tenant#message`; undefined when it concerns the account. */
  readonly subject: string | undefined;
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly detail: string;
}

/** Records a broken promise; the history goes on. */
export type Report = (promise: BrokenPromise, subject: string | undefined, detail: string) => void;
