import { bounceObject, complaintObject, deliveryObject } from './event-objects.ts';

export type Json = Readonly<Record<string, unknown>>;

/** Effect of an event on its addresses. */
export type Effect =
  | {
      readonly kind: 'suppress';
      readonly reason: 'bounce' | 'complaint' | 'account-list' | 'unsubscribe' | 'validation';
      readonly reach: 'stream' | 'tenant' | 'everyone';
    }
  /** Adds a soft bounce to the run. */
  | { readonly kind: 'soften' }
  /** Ends the run of soft bounces. */
  | { readonly kind: 'arrive' }
  /** Takes complaints back. */
  | { readonly kind: 'pardon' };

/**
 * A type of event, the fields that decide its effect, and its meaning by docs/feedback.md.
 *
 * It repeats these rules on purpose: parser and policy are judged by it, so it takes nothing from
 * them.
 */
export interface EventType {
  /** SES's name. */
  readonly name: string;
  /** The pipeline's name. */
  readonly kind: string;
  /** The object named after the event. */
  readonly object: string;
  /** Whether identity notifications have it, too. */
  readonly inBothDialects: boolean;
  /** Name of its recipient list; undefined when it is about the whole mail. */
  readonly list: string | undefined;
  /** Whether it is meaningless without recipients. */
  readonly mustName: boolean;
  /** Whether it is meaningless without the mail's id. */
  readonly mustNameMail: boolean;
  /**
   * Fields that decide the effect: they may be spelled oddly, but not be absent or have another
   * value.
   */
  readonly words: Json;
  /** Further fields of each recipient. */
  readonly perPerson: Json;
  /** Further fields, none of which changes the effect. */
  readonly further: Json;
  readonly effect: Effect | undefined;
  readonly count: string | undefined;
  /** Counts once, whoever the recipients are. */
  readonly countsOnce: boolean;
  readonly fact: 'sent' | 'bounced' | 'complained' | undefined;
}

/** Whether recipients, or programs before them, can repeat the event as often as they like. */
export const isEngagement = ({ kind }: EventType): boolean => kind === 'open' || kind === 'click';

const without = (object: Json, ...names: readonly string[]): Json =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

const diagnosis = {
  action: 'failed',
  status: '5.1.1',
  diagnosticCode: 'smtp; 550 5.1.1 user unknown',
};

const bounce = (
  words: Json,
  effect: Effect | undefined,
  count: string | undefined,
  perPerson: Json = diagnosis,
): EventType => ({
  name: 'Bounce',
  kind: 'bounce',
  object: 'bounce',
  inBothDialects: true,
  list: 'bouncedRecipients',
  mustName: true,
  mustNameMail: false,
  words,
  perPerson,
  further: without(
    bounceObject(),
    'bounceType',
    'bounceSubType',
    'bouncedRecipients',
    'timestamp',
    'feedbackId',
  ),
  effect,
  count,
  countsOnce: false,
  fact: count === 'Bounced' ? 'bounced' : undefined,
});

const toTenant = { kind: 'suppress', reason: 'bounce', reach: 'tenant' } as const;
const permanent = (
  bounceSubType: string | undefined,
  effect: Effect,
  count: string | undefined,
): EventType =>
  bounce(
    { bounceType: 'Permanent', ...(bounceSubType === undefined ? {} : { bounceSubType }) },
    effect,
    count,
  );
const soft = (bounceType: string, bounceSubType: string): EventType =>
  bounce({ bounceType, bounceSubType }, { kind: 'soften' }, 'SoftBounced');
const harmless = (bounceType: string, bounceSubType: string, perPerson?: Json): EventType =>
  bounce({ bounceType, bounceSubType }, undefined, 'SoftBounced', perPerson);

const complaint = (words: Json, effect: Effect, isNew: boolean): EventType => ({
  name: 'Complaint',
  kind: 'complaint',
  object: 'complaint',
  inBothDialects: true,
  list: 'complainedRecipients',
  mustName: false,
  mustNameMail: false,
  words,
  perPerson: {},
  further: without(
    complaintObject(),
    'complainedRecipients',
    'complaintFeedbackType',
    'complaintSubType',
    'timestamp',
    'feedbackId',
  ),
  effect,
  count: isNew ? 'Complained' : undefined,
  countsOnce: false,
  fact: isNew ? 'complained' : undefined,
});

const aboutMail = (
  name: string,
  kind: string,
  object: string,
  further: Json,
  count: string | undefined,
): EventType => ({
  name,
  kind,
  object,
  inBothDialects: false,
  list: undefined,
  mustName: false,
  mustNameMail: true,
  words: {},
  perPerson: {},
  further,
  effect: undefined,
  count,
  countsOnce: kind === 'open' || kind === 'click',
  fact: kind === 'send' ? 'sent' : undefined,
});

const complains = { kind: 'suppress', reason: 'complaint', reach: 'tenant' } as const;
const browser = { ipAddress: '192.0.2.1', userAgent: 'Mozilla/5.0' };

export const eventTypes: readonly EventType[] = [
  permanent('General', toTenant, 'Bounced'),
  permanent('NoEmail', toTenant, 'Bounced'),
  permanent('EmailValidationSuppressed', { ...toTenant, reason: 'validation' }, 'SoftBounced'),
  permanent('SomethingNew', toTenant, 'Bounced'),
  permanent(undefined, toTenant, 'Bounced'),
  permanent('Suppressed', { ...toTenant, reach: 'everyone' }, 'Bounced'),
  permanent(
    'OnAccountSuppressionList',
    { kind: 'suppress', reason: 'account-list', reach: 'everyone' },
    undefined,
  ),
  permanent(
    'OnTenantSuppressionList',
    { kind: 'suppress', reason: 'account-list', reach: 'tenant' },
    undefined,
  ),
  permanent(
    'UnsubscribedRecipient',
    { kind: 'suppress', reason: 'unsubscribe', reach: 'stream' },
    undefined,
  ),
  soft('Transient', 'General'),
  soft('Transient', 'MailboxFull'),
  soft('Transient', 'SomethingNew'),
  soft('Undetermined', 'Undetermined'),
  harmless('Transient', 'General', { action: 'failed' }),
  harmless('Transient', 'MessageTooLarge'),
  harmless('Transient', 'ContentRejected'),
  harmless('Transient', 'AttachmentRejected'),
  harmless('Transient', 'CustomTimeoutExceeded'),
  harmless('Permanently', 'General'),
  harmless('SomethingNew', 'General'),
  ...['abuse', 'auth-failure', 'fraud', 'other', 'virus', 'something-new'].map(
    (complaintFeedbackType) => complaint({ complaintFeedbackType }, complains, true),
  ),
  complaint({}, complains, true),
  complaint({ complaintFeedbackType: 'not-spam' }, { kind: 'pardon' }, false),
  complaint(
    { complaintSubType: 'OnAccountSuppressionList' },
    { kind: 'suppress', reason: 'account-list', reach: 'everyone' },
    false,
  ),
  complaint(
    { complaintSubType: 'OnTenantSuppressionList' },
    { kind: 'suppress', reason: 'account-list', reach: 'tenant' },
    false,
  ),
  {
    ...aboutMail(
      'Delivery',
      'delivery',
      'delivery',
      without(deliveryObject(), 'recipients', 'timestamp'),
      'Delivered',
    ),
    inBothDialects: true,
    list: 'recipients',
    mustName: true,
    effect: { kind: 'arrive' },
  },
  {
    ...aboutMail(
      'DeliveryDelay',
      'deliveryDelay',
      'deliveryDelay',
      { delayType: 'MailboxFull', expirationTime: '2026-03-02T09:00:00Z' },
      'Delayed',
    ),
    list: 'delayedRecipients',
    mustName: true,
    perPerson: { status: '4.2.2', diagnosticCode: 'smtp; 452 mailbox full' },
  },
  aboutMail('Send', 'send', 'send', {}, undefined),
  aboutMail('Reject', 'reject', 'reject', { reason: 'Bad content' }, 'Rejected'),
  aboutMail('Open', 'open', 'open', browser, 'Opened'),
  aboutMail(
    'Click',
    'click',
    'click',
    { ...browser, link: 'https://clinic.example/a', linkTags: null },
    'Clicked',
  ),
  aboutMail(
    'Rendering Failure',
    'renderingFailure',
    'failure',
    { templateName: 'Welcome', errorMessage: 'a name is missing' },
    'RenderingFailed',
  ),
  aboutMail(
    'Subscription',
    'subscription',
    'subscription',
    {
      contactList: 'News',
      source: 'UnsubscribeHeader',
      newTopicPreferences: { unsubscribeAll: true },
      oldTopicPreferences: { unsubscribeAll: false },
    },
    undefined,
  ),
];
