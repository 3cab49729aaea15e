/**
 * What the rules need of the queues and the payload bucket. Times are epoch milliseconds. Each
 * rejects when the world cannot be reached, unless it says otherwise; the caller then leaves the
 * message where it is.
 */

/** Hides a received message until then (at most 12 hours from its receive); best effort. */
export type Postpone = (
  messages: readonly { readonly receiptHandle: string; readonly untilMs: number }[],
) => Promise<void>;

/**
 * Puts a copy of a message on its queue that is hidden until its time (epoch ms), or for as long as
 * SQS delays (15 minutes).
 */
export type PutBack = (message: {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly untilMs: number;
}) => Promise<void>;

/**
 * Notes that a run begins to work on one copy of a message and on nothing else, before it so much
 * as reads it; resolves to how many runs have begun so, this one included, and not said that they
 * ended. Asked only of copies of which earlier runs may have died.
 */
export type BeginTry = (sqsMessageId: string) => Promise<number>;

/** The run ended as it should: what it had begun does not count. */
export type EndTry = (sqsMessageId: string) => Promise<void>;

/**
 * Bytes of an object; undefined when it does not exist or the sender may not read it; `too-large`
 * when no mail could hold it; `no-room` when it is bigger than `roomBytes`. Of an object that is
 * too big nothing is read.
 */
export type FetchObject = (
  bucket: string,
  key: string,
  roomBytes?: number,
) => Promise<Uint8Array | 'too-large' | 'no-room' | undefined>;

/**
 * Deletes the object of a message that is over, where it is one of the payload bucket's own; any
 * other is left alone.
 */
export type DiscardPayload = (bucket: string, key: string) => Promise<void>;
