import type { EventSender } from './sender-claims.ts';

/** The ten kinds of event that SES publishes, spelled as in this code. */
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
 * Who opened or clicked, by SES's judgement: a person, or a program that inspects mail before
 * people read it.
 */
export type Agent = 'human' | 'bot';

/** One event of SES, independent of dialect and envelope. */
export interface FeedbackEvent extends EventSender {
  readonly kind: FeedbackKind;
  /** Equal for all copies of an event, different for different events; see `eventIdOf`. */
  readonly eventId: string;
  /** Time of the event as SES states it; epoch ms, 0 when it states none. */
  readonly atMs: number;
  /**
   * Time of publication by SNS or EventBridge; epoch ms. Undefined when the event came without an
   * envelope that states it.
   */
  readonly publishedAtMs?: number | undefined;
  /**
   * Recipients that the event is about, which need not be all of the mail's; canonical, distinct.
   */
  readonly recipients: readonly string[];
  /** Number of further recipients whose address cannot be read. */
  readonly unreadable: number;
  /** Who opened or clicked; undefined for other kinds and when SES does not say. */
  readonly agent: Agent | undefined;
  /** `Permanent/General`, `abuse`, `MailboxFull`, …; undefined when SES gives none. */
  readonly reason: string | undefined;
  /** SES's message id; undefined in a bounce or complaint without a mail object. */
  readonly sesMessageId: string | undefined;
  /** Tags of the mail, first value of each; empty in the identity dialect, which has none. */
  readonly tags: Readonly<Record<string, string>>;
  readonly configurationSet: string | undefined;
  /** Id of the AWS account that sent the mail; undefined when SES does not state it. */
  readonly account: string | undefined;
  /**
   * Further text of SES, such as the diagnostic code. It may hold an address, so it goes to the
   * messages table and never to a log.
   */
  readonly detail: string | undefined;
}

/**
 * Names of the tags that the sender puts on every mail, so that events can be matched to their
 * message. SES allows `[A-Za-z0-9_.@-]` in names and values.
 */
export const pipelineTags = {
  message: 'pipeline-message',
  tenant: 'pipeline-tenant',
  stream: 'pipeline-stream',
  part: 'pipeline-part',
} as const;
