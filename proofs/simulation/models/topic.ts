import { pipelineTags } from '../../../shared/feedback/feedback-event.ts';
import type { Dice } from '../world/dice.ts';
import type { Timeline } from '../world/timeline.ts';
import { accountId } from './account-id.ts';
import { mailboxOf } from './mailboxes.ts';
import type { Accepted } from './ses.ts';

export type EventType = 'Send' | 'Delivery' | 'Bounce' | 'Complaint';

/** One event of SES, and what it says. */
export interface SesEvent {
  readonly type: EventType;
  readonly subject: string;
  readonly sesMessageId: string;
  readonly recipients: readonly string[];
  readonly tenantId: string;
  readonly stream: string;
  /** When it happened; epoch ms. */
  readonly atMs: number;
  /** `Permanent` or `Transient`, of a bounce. */
  readonly bounceType: 'Permanent' | 'Transient' | undefined;
  /** The JSON text as SES writes it. */
  readonly json: string;
}

const people = (recipients: readonly string[]) =>
  recipients.map((emailAddress) => ({ emailAddress }));

const iso = (ms: number): string => new Date(Math.floor(ms)).toISOString();

const eventOf = (
  type: EventType,
  accepted: Accepted,
  recipients: readonly string[],
  atMs: number,
): SesEvent => {
  const { sesMessageId, subject, tags, configurationSet } = accepted;
  const timestamp = iso(atMs);
  const bounceType =
    type !== 'Bounce'
      ? undefined
      : mailboxOf(recipients[0] ?? '') === 'gone'
        ? 'Permanent'
        : 'Transient';
  const feedbackId = `${sesMessageId}/${type}/${recipients[0] ?? ''}`;
  const told = {
    Send: { send: {} },
    Delivery: { delivery: { timestamp, recipients, smtpResponse: '250 ok' } },
    Bounce: {
      bounce: {
        bounceType,
        bounceSubType: 'General',
        bouncedRecipients: people(recipients),
        timestamp,
        feedbackId,
      },
    },
    Complaint: {
      complaint: {
        complainedRecipients: people(recipients),
        complaintFeedbackType: 'abuse',
        timestamp,
        feedbackId,
      },
    },
  }[type];
  const mail = {
    timestamp: iso(accepted.atMs),
    messageId: sesMessageId,
    source: 'shop@example.com',
    sendingAccountId: accountId,
    destination: accepted.recipients,
    tags: {
      'ses:configuration-set': [configurationSet],
      ...Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]])),
    },
  };
  return {
    type,
    subject,
    sesMessageId,
    recipients,
    tenantId: tags[pipelineTags.tenant] ?? '',
    stream: tags[pipelineTags.stream] ?? '',
    atMs,
    bounceType,
    json: JSON.stringify({ eventType: type, mail, ...told }),
  };
};

/** How SES publishes and SNS hands over. */
export interface Publishing {
  /** How long after the fact an event arrives; ms. */
  readonly delayMs: () => number;
  /** Probability that one arrives twice. */
  readonly duplicates: () => number;
  /** Whether the events that tell of an acceptance are lost now. */
  readonly isLost: (type: EventType) => boolean;
}

export interface TopicOptions {
  readonly timeline: Timeline;
  readonly dice: Dice;
  readonly publishing: Publishing;
  /** Called once for each event that will arrive. */
  readonly onPublished: (event: SesEvent) => void;
  readonly deliver: (event: SesEvent, notification: string) => void;
}

/**
 * SES's event publishing with the SNS topic behind it: every event at least once, late, and in any
 * order.
 */
export interface Topic {
  /** Publishes what becomes of a mail: that it was sent, and for each recipient how it ended. */
  readonly publishFor: (accepted: Accepted) => void;
  /** Copies under way. */
  readonly underWay: () => number;
}

export const createTopic = ({
  timeline,
  dice,
  publishing,
  onPublished,
  deliver,
}: TopicOptions): Topic => {
  let underWay = 0;
  let notifications = 0;

  const handOver = (event: SesEvent, delayMs: number): void => {
    underWay += 1;
    // SNS's time stays the same, however late it hands over.
    const publishedMs = timeline.now();
    timeline.at(publishedMs + delayMs, () => {
      underWay -= 1;
      notifications += 1;
      const notification = {
        Type: 'Notification',
        MessageId: `sns-${notifications}`,
        TopicArn: 'arn:aws:sns:eu-west-1:111122223333:feedback',
        Message: event.json,
        Timestamp: iso(publishedMs),
      };
      deliver(event, JSON.stringify(notification));
    });
  };

  const publish = (event: SesEvent): void => {
    if (publishing.isLost(event.type)) return;
    onPublished(event);
    handOver(event, publishing.delayMs());
    if (dice.chance(publishing.duplicates()))
      handOver(event, publishing.delayMs() + dice.between(0, 60_000));
  };

  const later = (ms: number, happen: () => void): void => {
    underWay += 1;
    timeline.at(timeline.now() + ms, () => {
      underWay -= 1;
      happen();
    });
  };

  const endOf = (accepted: Accepted, recipient: string): void => {
    const tell = (type: EventType): void =>
      publish(eventOf(type, accepted, [recipient], timeline.now()));
    switch (mailboxOf(recipient)) {
      case 'gone':
      case 'full':
        tell('Bounce');
        return;
      case 'angry':
        tell('Delivery');
        later(dice.between(10_000, 600_000), () => tell('Complaint'));
        return;
      default:
        tell('Delivery');
    }
  };

  return {
    publishFor: (accepted) => {
      // Events of other programs on the account carry none of our tags.
      if (accepted.tags[pipelineTags.message] === undefined) return;
      publish(eventOf('Send', accepted, accepted.recipients, accepted.atMs));
      for (const recipient of accepted.recipients)
        later(dice.between(300, 8_000), () => endOf(accepted, recipient));
    },
    underWay: () => underWay,
  };
};
