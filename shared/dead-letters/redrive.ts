import type { MayRead } from '../email/object-prefixes.ts';
import type { Streams } from '../email/streams.ts';
import { bytesOf } from '../enqueue/queue-limits.ts';
import { queueAttributes } from '../messages/queue-attributes.ts';
import type { FetchObject } from '../messages/queue-ports.ts';
import type { Clock } from '../system/ports.ts';
import { checkRedrive, type FindLasting } from './check-redrive.ts';
import { chooseQueues } from './choose-queues.ts';
import type { DeadLetter, Diagnosis, Origin } from './dead-letter.ts';
import { diagnose } from './diagnose.ts';
import {
  type DeadLetterQueue,
  paced,
  type TakenDeadLetter,
  type Treatment,
  walkDeadLetters,
} from './walk-dead-letters.ts';

/** Selection of dead letters. All given criteria must match; none selects all dead letters. */
export interface DeadLetterSelection {
  /** SQS message id of the dead letter or of its first copy, or the mail's message id. */
  readonly id?: string | undefined;
  /** SQS message id of the dead letter, and no other id. */
  readonly sqsMessageId?: string | undefined;
  /** Tenant of the mail. */
  readonly tenantId?: string | undefined;
  /** Text that a reason contains, ignoring case. */
  readonly reason?: string | undefined;
  /** Name of a dead-letter queue, as {@link DeadLetter.queue}. */
  readonly queue?: string | undefined;
}

/** A dead letter and its diagnosis. */
export interface Diagnosed {
  readonly deadLetter: DeadLetter;
  readonly diagnosis: Diagnosis;
}

/** Result for one dead letter. */
export type Redriven = Diagnosed &
  (
    | { readonly kind: 'redriven' | 'would-redrive'; readonly origin: Origin }
    /** It stays, because it would fail again. */
    | { readonly kind: 'unfit'; readonly reasons: readonly string[] }
    /** It stays; at worst it is also back on its queue. Redriving it again is safe. */
    | { readonly kind: 'failed'; readonly cause: unknown }
  );

export interface RedrivePorts {
  readonly queues: readonly DeadLetterQueue[];
  readonly put: (
    origin: Origin,
    body: string,
    attributes: Readonly<Record<string, string>>,
    group: string | undefined,
  ) => Promise<void>;
  /** Streams of the deployment. */
  readonly streams: Streams;
  readonly fetchObject: FetchObject;
  readonly mayRead: MayRead;
  readonly clock: Clock;
  /** {@link CheckRedrivePorts.findLasting} */
  readonly findLasting?: FindLasting;
}

export interface RedriveOptions {
  readonly isDryRun: boolean;
  /** Rate limit, dead letters per second. */
  readonly rate: number;
  /** Called with each dead letter as it is dealt with, for progress. */
  readonly onDeadLetter: (redriven: Redriven) => void;
  /** Asked before each receive; absent: all are read. */
  readonly mayGoOn?: () => boolean;
}

/** Whether a dead letter matches the selection; its queue has been chosen before. */
export const isSelected = (
  { deadLetter, diagnosis }: Diagnosed,
  { id, sqsMessageId, tenantId, reason }: DeadLetterSelection,
): boolean =>
  (sqsMessageId === undefined || deadLetter.sqsMessageId === sqsMessageId) &&
  (tenantId === undefined || diagnosis.tenantId === tenantId) &&
  (id === undefined ||
    [deadLetter.sqsMessageId, diagnosis.firstId, diagnosis.messageId].includes(id)) &&
  (reason === undefined ||
    diagnosis.reasons.some((text) => text.toLowerCase().includes(reason.toLowerCase())));

/**
 * Reports every selected dead letter; none leaves its queue.
 *
 * @param mayGoOn - asked before each receive
 * @returns whether all were read
 * @throws UnknownQueueError when no queue has the selected name
 */
export const listDeadLetters = async (
  ports: Pick<RedrivePorts, 'queues' | 'streams'>,
  selection: DeadLetterSelection,
  onDeadLetter: (found: Diagnosed) => void,
  mayGoOn?: () => boolean,
): Promise<boolean> => {
  const look = async ({ deadLetter }: TakenDeadLetter): Promise<Treatment> => {
    const found = { deadLetter, diagnosis: diagnose(deadLetter, ports.streams) };
    if (isSelected(found, selection)) onDeadLetter(found);
    return 'left';
  };
  for (const queue of chooseQueues(ports.queues, selection.queue))
    if (!(await walkDeadLetters(queue, look, mayGoOn))) return false;
  return true;
};

/**
 * Attributes of the copy. It carries the first copy's SQS id, so that a message without a message
 * id of its own remains the same message.
 */
const attributesFor = (
  body: string,
  { firstId, kind }: Diagnosis,
): Readonly<Record<string, string>> => {
  const name = queueAttributes.firstId;
  const room = 1_048_576 - bytesOf(body) - bytesOf(`${name}${firstId}String`);
  return kind === 'mail' && room >= 0 ? { [name]: firstId } : {};
};

/**
 * Redrives the selected dead letters: each is checked anew, put on its queue, then removed from the
 * dead letters.
 *
 * A crash in between leaves a dead letter on both queues. The copy has the same id, so the pipeline
 * handles it once. A dead letter that fails again during the walk is not redriven a second time.
 *
 * @returns whether all were read
 * @throws UnknownQueueError when no queue has the selected name
 * @throws when a dead-letter queue cannot be read; results reported until then remain true
 */
export const redriveDeadLetters = async (
  ports: RedrivePorts,
  selection: DeadLetterSelection,
  options: RedriveOptions,
): Promise<boolean> => {
  const turn = paced(ports.clock, options.rate);
  const done = new Set<string>();

  const redrive = async (
    found: Diagnosed,
    queue: DeadLetterQueue,
    receiptHandle: string,
  ): Promise<Redriven> => {
    const { deadLetter, diagnosis } = found;
    try {
      const check = await checkRedrive(ports, deadLetter, diagnosis);
      if (check.kind === 'unfit') return { ...found, ...check };
      if (options.isDryRun) return { ...found, kind: 'would-redrive', origin: check.origin };
      await turn();
      const { body, group } = deadLetter;
      await ports.put(check.origin, body, attributesFor(body, diagnosis), group);
      done.add(diagnosis.firstId);
      await queue.remove(receiptHandle);
      return { ...found, kind: 'redriven', origin: check.origin };
    } catch (cause) {
      return { ...found, kind: 'failed', cause };
    }
  };

  const treat = async (
    queue: DeadLetterQueue,
    { deadLetter, receiptHandle }: TakenDeadLetter,
  ): Promise<Treatment> => {
    const found = { deadLetter, diagnosis: diagnose(deadLetter, ports.streams) };
    if (!isSelected(found, selection) || done.has(found.diagnosis.firstId)) return 'left';
    const redriven = await redrive(found, queue, receiptHandle);
    options.onDeadLetter(redriven);
    return redriven.kind === 'redriven' ? 'removed' : 'left';
  };

  for (const queue of chooseQueues(ports.queues, selection.queue))
    if (!(await walkDeadLetters(queue, (taken) => treat(queue, taken), options.mayGoOn)))
      return false;
  return true;
};
