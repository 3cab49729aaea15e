import { pipelineTags } from '../../../shared/feedback/feedback-event.ts';
import type { Dice } from '../world/dice.ts';
import type { Timeline } from '../world/timeline.ts';
import { mailboxOf } from './mailboxes.ts';
import type { Accepted } from './ses.ts';
import { type EventType, eventOf, iso, type SesEvent } from './ses-event.ts';

/** Behaviour of SES's publishing and of SNS's delivery. */
export interface Publishing {
  /** Delay of an event; ms. */
  readonly delayMs: () => number;
  /** Probability that one arrives twice. */
  readonly duplicates: () => number;
  /** Whether events that prove an acceptance are lost now. */
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

/** SES's event publishing with its SNS topic: every event at least once, late, and in any order. */
export interface Topic {
  /** Publishes the events of a mail: Send, and its end for each recipient. */
  readonly publishFor: (accepted: Accepted) => void;
  /** Number of event copies under way. */
  readonly underWay: () => number;
}

/** Events on their way from SES to the subscribers. */
interface Traffic {
  underWay: number;
  /** Deliveries so far. */
  notifications: number;
}

export const createTopic = (options: TopicOptions): Topic => {
  const traffic: Traffic = { underWay: 0, notifications: 0 };
  return {
    publishFor: (accepted) => {
      // Events of other programs on the account have none of the pipeline's tags.
      if (accepted.tags[pipelineTags.message] === undefined) return;
      publish(options, traffic, eventOf('Send', accepted, accepted.recipients, accepted.atMs));
      for (const recipient of accepted.recipients)
        after(options, traffic, options.dice.between(300, 8_000), () =>
          publishEnd(options, traffic, accepted, recipient),
        );
    },
    underWay: () => traffic.underWay,
  };
};

/** Does something after a time, and counts it as under way until then. */
const after = ({ timeline }: TopicOptions, traffic: Traffic, ms: number, happen: () => void) => {
  traffic.underWay += 1;
  timeline.at(timeline.now() + ms, () => {
    traffic.underWay -= 1;
    happen();
  });
};

/** SNS delivers an event. */
const handOver = (options: TopicOptions, traffic: Traffic, event: SesEvent, delayMs: number) => {
  // SNS's timestamp stays the same, however late the delivery.
  const Timestamp = iso(options.timeline.now());
  after(options, traffic, delayMs, () => {
    traffic.notifications += 1;
    const notification = {
      Type: 'Notification',
      MessageId: `sns-${traffic.notifications}`,
      TopicArn: 'arn:aws:sns:eu-west-1:111122223333:feedback',
      Message: event.json,
      Timestamp,
    };
    options.deliver(event, JSON.stringify(notification));
  });
};

/** SES publishes an event: never, once, or sometimes twice. */
const publish = (options: TopicOptions, traffic: Traffic, event: SesEvent): void => {
  const { dice, publishing, onPublished } = options;
  if (publishing.isLost(event.type)) return;
  onPublished(event);
  handOver(options, traffic, event, publishing.delayMs());
  if (dice.chance(publishing.duplicates()))
    handOver(options, traffic, event, publishing.delayMs() + dice.between(0, 60_000));
};

/** Publishes the end of the mail for one recipient. */
const publishEnd = (
  options: TopicOptions,
  traffic: Traffic,
  accepted: Accepted,
  recipient: string,
): void => {
  const { timeline, dice } = options;
  const publishNow = (type: EventType): void =>
    publish(options, traffic, eventOf(type, accepted, [recipient], timeline.now()));
  switch (mailboxOf(recipient)) {
    case 'gone':
    case 'full':
      publishNow('Bounce');
      return;
    case 'angry':
      publishNow('Delivery');
      after(options, traffic, dice.between(10_000, 600_000), () => publishNow('Complaint'));
      return;
    default:
      publishNow('Delivery');
  }
};
