import { pipelineTags } from '../../../shared/feedback/feedback-event.ts';
import { accountId } from './account-id.ts';
import { mailboxOf } from './mailboxes.ts';
import type { Accepted } from './ses.ts';

export type EventType = 'Send' | 'Delivery' | 'Bounce' | 'Complaint';

/** One event of SES. */
export interface SesEvent {
  readonly type: EventType;
  readonly subject: string;
  readonly sesMessageId: string;
  readonly recipients: readonly string[];
  readonly tenantId: string;
  readonly stream: string;
  /** When it happened; epoch ms. */
  readonly atMs: number;
  /** `Permanent` or `Transient`; only of a bounce. */
  readonly bounceType: 'Permanent' | 'Transient' | undefined;
  /** The JSON text as SES writes it. */
  readonly json: string;
}

const people = (recipients: readonly string[]) =>
  recipients.map((emailAddress) => ({ emailAddress }));

export const iso = (ms: number): string => new Date(Math.floor(ms)).toISOString();

const bounceTypeFor = (recipient: string): 'Permanent' | 'Transient' =>
  mailboxOf(recipient) === 'gone' ? 'Permanent' : 'Transient';

const mailIn = ({ sesMessageId, tags, configurationSet, recipients, atMs }: Accepted) => ({
  timestamp: iso(atMs),
  messageId: sesMessageId,
  source: 'shop@example.com',
  sendingAccountId: accountId,
  destination: recipients,
  tags: {
    'ses:configuration-set': [configurationSet],
    ...Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]])),
  },
});

/** Facts of an event besides its mail. */
const factsOf = (event: Omit<SesEvent, 'json'>) => {
  const { type, recipients, bounceType } = event;
  const timestamp = iso(event.atMs);
  const feedbackId = `${event.sesMessageId}/${type}/${recipients[0] ?? ''}`;
  switch (type) {
    case 'Send':
      return { send: {} };
    case 'Delivery':
      return { delivery: { timestamp, recipients, smtpResponse: '250 ok' } };
    case 'Bounce': {
      const bouncedRecipients = people(recipients);
      const kind = { bounceType, bounceSubType: 'General' };
      return { bounce: { ...kind, bouncedRecipients, timestamp, feedbackId } };
    }
    case 'Complaint': {
      const complainedRecipients = people(recipients);
      const kind = { complaintFeedbackType: 'abuse' };
      return { complaint: { complainedRecipients, ...kind, timestamp, feedbackId } };
    }
    default:
      return type satisfies never;
  }
};

/** An event about these recipients of a mail. */
export const eventOf = (
  type: EventType,
  accepted: Accepted,
  recipients: readonly string[],
  atMs: number,
): SesEvent => {
  const { sesMessageId, subject, tags } = accepted;
  const event = {
    ...{ type, subject, sesMessageId, recipients, atMs },
    tenantId: tags[pipelineTags.tenant] ?? '',
    stream: tags[pipelineTags.stream] ?? '',
    bounceType: type === 'Bounce' ? bounceTypeFor(recipients[0] ?? '') : undefined,
  };
  const json = JSON.stringify({ eventType: type, mail: mailIn(accepted), ...factsOf(event) });
  return { ...event, json };
};
