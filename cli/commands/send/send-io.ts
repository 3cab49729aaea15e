import type { EnqueueResult } from '../../../shared/enqueue/enqueue-emails.ts';
import type { CommandIo } from '../../command-io.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The options of `send`, as commander gives them. */
export interface SendOptions {
  readonly from?: string;
  readonly to?: readonly string[];
  readonly cc?: readonly string[];
  readonly bcc?: readonly string[];
  readonly replyTo?: readonly string[];
  readonly subject?: string;
  readonly text?: string;
  readonly html?: string;
  readonly attach?: readonly string[];
  /** Headers, each as `Name: value`. */
  readonly header?: readonly string[];
  readonly template?: string;
  /** JSON object for the template. */
  readonly data?: string;
  readonly tenant?: string;
  readonly stream?: string;
  readonly id?: string;
  /** File with a whole message as JSON; the other options override its fields. */
  readonly file?: string;
  /** Tell what is known about it, and send nothing. */
  readonly check?: boolean;
  /** Seconds to follow it for, or true for the default. */
  readonly wait?: string | boolean;
  readonly json?: boolean;
}

export interface SendIo extends CommandIo {
  /** Reads a file; rejects when it cannot be read. */
  readonly readFile: (path: string) => Promise<Uint8Array>;
  /** Follows a mail that was queued; resolves to the exit code of its end. */
  readonly follow: (queued: QueuedEmail, options: FollowChoice) => Promise<number>;
  /** Follows the messages of a whole; resolves to the exit code of the worst. */
  readonly followAll: (
    messageId: string,
    queued: readonly QueuedEmail[],
    options: Omit<FollowChoice, 'sendAfterMs'>,
  ) => Promise<number>;
  readonly enqueue: (messages: readonly Fields[]) => Promise<readonly EnqueueResult[]>;
  readonly newId: () => string;
}

/** A message that was put on its queue. */
export type QueuedEmail = Extract<EnqueueResult, { readonly kind: 'queued' }>;

/** How a queued message is followed. */
export interface FollowChoice {
  readonly seconds: number;
  readonly json: boolean;
  readonly sendAfterMs: number | undefined;
}
