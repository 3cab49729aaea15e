import type { LambdaFunction } from '../models/function.ts';
import type { QueuedMessage } from '../models/message-shelf.ts';
import type { SesEvent } from '../models/ses-event.ts';
import { createTopic, type Publishing } from '../models/topic.ts';
import type { World } from '../pipeline/world.ts';
import { minuteMs } from '../scenario/scenario.ts';
import type { Dice } from '../world/dice.ts';
import type { Materials } from './build-world.ts';
import type { Deployment } from './deploy.ts';

/** The event in each message of the feedback queue. */
export interface FeedbackInbox {
  readonly put: (notification: string, event: SesEvent) => void;
  /** A recorder has dealt with these messages. */
  readonly acknowledge: (messages: readonly QueuedMessage[]) => void;
}

/**
 * Delivers SES's events to the recorders: bounces and complaints to functions, all others through a
 * queue.
 */
export const publishFeedback = (
  materials: Materials,
  world: World,
  { recordBounce, recordComplaint }: Deployment,
  inbox: FeedbackInbox,
): Feedback => {
  const { audits, ses, timeline } = world;
  const dice = materials.root.fork('topic');
  const notifier = createNotifier(world);
  const topic = createTopic({
    ...{ timeline, dice, publishing: publishingOf(materials, dice) },
    onPublished: (event) => {
      audits.counts.published(event);
      audits.reputation.published(event);
    },
    deliver: (event, notification) => {
      if (event.type !== 'Bounce' && event.type !== 'Complaint') inbox.put(notification, event);
      else {
        const target = event.type === 'Bounce' ? recordBounce : recordComplaint;
        void notifier.notify(target, event, JSON.parse(notification), 1);
      }
    },
  });
  ses.listen({ onAccepted: topic.publishFor });
  return { underWay: () => topic.underWay() + notifier.underWay() };
};

export const createFeedbackInbox = ({ queues, audits }: World): FeedbackInbox => {
  const eventOfMessage = new Map<string, SesEvent>();
  return {
    put: (notification, event) =>
      void eventOfMessage.set(queues.feedback.send(notification).id, event),
    acknowledge: (messages) => {
      for (const { id } of messages) {
        const event = eventOfMessage.get(id);
        if (event !== undefined) audits.mail.acknowledge(event);
      }
    },
  };
};

/** Events on their way to the recorders. */
export interface Feedback {
  readonly underWay: () => number;
}

/** SNS invokes a function: Lambda retries twice, and then an operator sees to it. */
const createNotifier = ({ timeline, audits }: World) => {
  let underWay = 0;
  const notify = async (
    target: LambdaFunction,
    event: SesEvent,
    notification: unknown,
    attempt: number,
  ): Promise<void> => {
    underWay += 1;
    const Records = [{ EventSource: 'aws:sns', EventVersion: '1.0', Sns: notification }];
    const end = await target.invoke({ Records });
    if (end.kind === 'answered') {
      audits.mail.acknowledge(event);
      underWay -= 1;
      return;
    }
    const waitMs = attempt < 3 ? attempt * minuteMs : 60 * minuteMs;
    timeline.at(timeline.now() + waitMs, () => {
      underWay -= 1;
      void notify(target, event, notification, attempt === 3 ? 1 : attempt + 1);
    });
  };
  return { notify, underWay: () => underWay };
};

const publishingOf = ({ scenario, timeline, faults }: Materials, dice: Dice): Publishing => {
  const { medianMs, longestMs, duplicates } = scenario.publishing;
  return {
    delayMs: () => {
      const delayMs = dice.chance(0.05)
        ? dice.between(medianMs, longestMs)
        : dice.between(medianMs / 5, 2 * medianMs);
      return delayMs + Math.max(0, (faults.incidentUntilMs() ?? 0) - timeline.now());
    },
    duplicates: () => duplicates,
    isLost: () => !faults.isCalm() && dice.chance(scenario.lostEvents),
  };
};
