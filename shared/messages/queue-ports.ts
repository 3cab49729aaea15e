/**
 * Operations on the queues and the payload bucket. Times are epoch ms. Each rejects when its
 * service cannot be reached, unless it says otherwise; the caller then leaves the message in its
 * queue.
 */

/** Hides received messages until `untilMs`, at most 12 hours after their receive; best effort. */
export type Postpone = (
  messages: readonly { readonly receiptHandle: string; readonly untilMs: number }[],
) => Promise<void>;

/**
 * Puts a new copy of a message on its queue, hidden until `untilMs` or for as long as SQS can delay
 * it (15 minutes).
 */
export type PutBack = (message: {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Its MessageGroupId, where the producer gave one. */
  readonly group?: string | undefined;
  readonly untilMs: number;
}) => Promise<void>;

/**
 * Counts a try: a run begins to work on one copy of a message alone, before it even reads it.
 * Resolves to the number of tries begun and not ended, this one included. Used only for copies of
 * which earlier runs may have died.
 */
export type BeginTry = (sqsMessageId: string) => Promise<number>;

/** Ends a try: the run survived it, so its tries no longer count. */
export type EndTry = (sqsMessageId: string) => Promise<void>;

/** An object that was not read, and its bytes. */
export interface NoRoom {
  readonly kind: 'no-room';
  readonly bytes: number;
}

/**
 * Fetches the bytes of an object. Undefined when it does not exist or the sender may not read it;
 * `too-large` when no mail could hold it; `no-room`, with its size, when it is larger than
 * `roomBytes`. Nothing of an object that is too large is read.
 */
export type FetchObject = (
  bucket: string,
  key: string,
  roomBytes?: number,
) => Promise<Uint8Array | 'too-large' | NoRoom | undefined>;

/**
 * Deletes the object of a message that has ended, if it lies under the payload prefix of the
 * payload bucket; any other object is left alone.
 */
export type DiscardPayload = (bucket: string, key: string) => Promise<void>;
