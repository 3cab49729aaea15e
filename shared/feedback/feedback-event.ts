/** The ten kinds of event that SES publishes, in our spelling of SES's names. */
export const feedbackKinds = [
  'send',
  'delivery',
  'bounce',
  'complaint',
  'reject',
  'open',
  'click',
  'renderingFailure',
  'deliveryDelay',
  'subscription',
] as const;

export type FeedbackKind = (typeof feedbackKinds)[number];

/**
 * Who opened or clicked, as SES takes it: a person, or a program that looks at mail before people
 * do.
 */
export type Agent = 'human' | 'bot';

/** One event of SES, whichever dialect and envelope it came in. */
export interface FeedbackEvent {
  readonly kind: FeedbackKind;
  /** Equal for the same event however it arrives, different otherwise. */
  readonly eventId: string;
  /** When it happened, by SES's word; epoch milliseconds. */
  readonly atMs: number;
  /**
   * When SNS says it was published, or EventBridge; undefined when it came bare. Epoch
   * milliseconds.
   */
  readonly publishedAtMs?: number | undefined;
  /** Canonical, without repeats: those whom the event is about, not all whom the mail went to. */
  readonly recipients: readonly string[];
  /** Recipients that the event names beside these and that cannot be read. */
  readonly unreadable: number;
  /** Of an open or a click; undefined where SES does not say. */
  readonly agent: Agent | undefined;
  /** `Permanent/General`, `abuse`, `MailboxFull`, …; undefined when SES gives none. */
  readonly reason: string | undefined;
  /** SES's message id; undefined in a bounce or complaint without its mail object. */
  readonly sesMessageId: string | undefined;
  /** Tags the sender put on the mail, first value each; empty in the identity dialect. */
  readonly tags: Readonly<Record<string, string>>;
  /** Address (canonical) or undefined: who sent the mail. */
  readonly source: string | undefined;
  readonly configurationSet: string | undefined;
  /** Number of the AWS account that sent; undefined when SES does not name one. */
  readonly account: string | undefined;
  /**
   * Further words of SES, like the diagnostic code; may hold an address, so it goes to the table
   * and never to a log.
   */
  readonly detail: string | undefined;
}

/**
 * Tags that the sender puts on every mail, so that events find their message. Names and values:
 * `[A-Za-z0-9_.@-]`.
 */
export const pipelineTags = {
  message: 'pipeline-message',
  tenant: 'pipeline-tenant',
  stream: 'pipeline-stream',
  part: 'pipeline-part',
} as const;
