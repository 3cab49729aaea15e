import type { Lane, Streams } from '../email/streams.ts';
import type { Clock, Random } from '../system/ports.ts';
import {
  type EmailPlan,
  type FitsSes,
  planEmail,
  type StoredPayload,
  withId,
} from './plan-email.ts';
import { type Enqueued, type PutBatch, putEntries, type QueueEntry } from './put-entries.ts';
import { toBody } from './to-body.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Result for one message. */
export type EnqueueResult<Message = Fields> =
  | {
      readonly kind: 'queued';
      /** Its id in the pipeline; generated when the message had none. */
      readonly messageId: string;
      readonly tenantId: string;
      readonly stream: string;
      readonly lane: Lane;
      readonly sqsMessageId: string;
      /** Object that holds it when it was too big for a queue. */
      readonly stored: StoredPayload | undefined;
    }
  /**
   * The message breaks rules and was not sent. Each problem says where and what to do, and holds no
   * value of the message.
   */
  | {
      readonly kind: 'invalid';
      readonly messageId: string | undefined;
      readonly problems: readonly string[];
    }
  /**
   * SQS refused it even after retries, or it is not known whether SQS took it. Enqueue `message`
   * again later: it has its id now, and an id is never sent twice.
   */
  | {
      readonly kind: 'failed';
      readonly messageId: string;
      readonly message: Message;
      /** Name of the error of SQS or S3. */
      readonly code: string;
      /** The error that was thrown, if any. */
      readonly cause: unknown;
    };

export interface EnqueuePorts {
  /** Streams of the pipeline. */
  readonly streams: Streams;
  readonly putBatch: (lane: Lane) => PutBatch;
  /** Stores the text of a message that is too big for a queue. */
  readonly storePayload: (payload: StoredPayload, body: string) => Promise<void>;
  /** Name of the payload bucket; undefined when there is none. */
  readonly payloadBucket: () => Promise<string | undefined>;
  /** What is told of a big message where there is no bucket; absent: name one. */
  readonly tooBig?: string;
  readonly fitsSes: FitsSes;
  /**
   * Whether a tenant with a backlog is to delay its own mail alone: each message's group is its
   * tenant.
   */
  readonly isFair: boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: () => string;
}

type Ready = Extract<EmailPlan, { kind: 'ready' }>;

/** The payload bucket for a big message could not be determined. */
interface Unplanned {
  readonly kind: 'unplanned';
  readonly messageId: string;
  readonly cause: unknown;
}

interface Planned<Message> {
  readonly message: Message;
  readonly plan: EmailPlan | Unplanned;
}

interface Entry extends QueueEntry {
  readonly plan: Ready;
}

const lanes: readonly Lane[] = ['transactional', 'bulk'];

/**
 * Puts messages on the queues of their streams.
 *
 * All are validated before the first is sent. A message too big for a queue is stored in the
 * payload bucket, and the queue gets a reference to it (claim check). A message that cannot be sent
 * does not hold up the others.
 *
 * @returns one result per message, in their order. It does not reject for the failure of a message,
 * so that the caller always knows which were put
 */
export const enqueueEmails = async <Message extends Fields>(
  ports: EnqueuePorts,
  messages: readonly Message[],
): Promise<readonly EnqueueResult<Message>[]> => {
  const { clock, newId } = ports;
  const planned: Planned<Message>[] = [];
  for (const given of messages) {
    const message = { ...given, ...withId(given, newId) };
    const plan = await planEmail(message, { ...ports, nowMs: clock.now() }).catch(
      (cause: unknown): Unplanned => ({
        kind: 'unplanned',
        messageId: String(message.messageId),
        cause,
      }),
    );
    planned.push({ message, plan });
  }

  const entries = planned.flatMap(({ message, plan }): readonly Entry[] => {
    if (plan.kind !== 'ready') return [];
    const { stored, body, tenantId } = plan;
    const item = { plan, body, ...(ports.isFair ? { group: tenantId } : {}) };
    // The text of a big message is serialised again when its turn comes, so that not all texts are
    // in memory at once.
    return [
      stored === undefined
        ? item
        : { ...item, before: () => ports.storePayload(stored, toBody(message) ?? '') },
    ];
  });
  const answers = new Map<Ready, Enqueued>();
  const putLane = async (lane: Lane): Promise<void> => {
    const ofLane = entries.filter(({ plan }) => plan.lane === lane);
    const said = await putEntries({ ...ports, putBatch: ports.putBatch(lane) }, ofLane);
    ofLane.forEach(({ plan }, index) => {
      const answer = said[index];
      if (answer !== undefined) answers.set(plan, answer);
    });
  };
  await Promise.all(lanes.map(putLane));

  return planned.map(({ message, plan }) =>
    resultOf(message, plan, plan.kind === 'ready' ? answers.get(plan) : undefined),
  );
};

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'Unknown');

const resultOf = <Message>(
  message: Message,
  plan: EmailPlan | Unplanned,
  answer: Enqueued | undefined,
): EnqueueResult<Message> => {
  switch (plan.kind) {
    case 'invalid':
      return plan;
    case 'unplanned':
      return {
        kind: 'failed',
        messageId: plan.messageId,
        message,
        code: nameOf(plan.cause),
        cause: plan.cause,
      };
    case 'ready': {
      const { messageId, tenantId, stream, lane, stored } = plan;
      return answer?.kind === 'queued'
        ? {
            kind: 'queued',
            messageId,
            tenantId,
            stream,
            lane,
            sqsMessageId: answer.sqsMessageId,
            stored,
          }
        : {
            kind: 'failed',
            messageId,
            message,
            code: answer?.code ?? 'NoAnswer',
            cause: answer?.cause,
          };
    }
    default:
      return plan satisfies never;
  }
};
