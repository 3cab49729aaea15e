import type { MayRead } from '../email/object-prefixes.ts';
import { bytesOf } from '../enqueue/queue-limits.ts';
import { queueAttributes } from '../messages/queue-attributes.ts';
import type { FetchObject } from '../messages/queue-ports.ts';
import type { Clock } from '../system/ports.ts';
import { checkRedrive } from './check-redrive.ts';
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

/** Which letters are meant. All that is given has to fit; nothing given means all of them. */
export interface DeadLetterSelection {
  /** The letter's own id, that of its first copy, or the message id. */
  readonly id?: string | undefined;
  /** Part of a reason, in any case. */
  readonly reason?: string | undefined;
  /** Name of a dead-letter queue, as {@link DeadLetter.queue}. */
  readonly queue?: string | undefined;
}

/** A dead letter and what can be said of it. */
export interface Diagnosed {
  readonly letter: DeadLetter;
  readonly diagnosis: Diagnosis;
}

/** What became of one letter. */
export type Redriven = Diagnosed &
  (
    | { readonly kind: 'redriven' | 'would-redrive'; readonly origin: Origin }
    /** It stays, for it would come back. */
    | { readonly kind: 'unfit'; readonly reasons: readonly string[] }
    /** It stays, or at worst is there twice: redrive it again. */
    | { readonly kind: 'failed'; readonly cause: unknown }
  );

export interface RedrivePorts {
  readonly queues: readonly DeadLetterQueue[];
  readonly put: (
    origin: Origin,
    body: string,
    attributes: Readonly<Record<string, string>>,
  ) => Promise<void>;
  readonly fetchObject: FetchObject;
  readonly mayRead: MayRead;
  readonly clock: Clock;
}

export interface RedriveOptions {
  readonly isDryRun: boolean;
  /** Letters per second. */
  readonly rate: number;
  /** Told of each letter at once, so that one sees how far it came. */
  readonly onLetter: (redriven: Redriven) => void;
}

/** Whether a letter of a queue that is meant is meant itself. */
export const isSelected = (
  { letter, diagnosis }: Diagnosed,
  { id, reason }: DeadLetterSelection,
): boolean =>
  (id === undefined ||
    [letter.sqsMessageId, diagnosis.firstId, diagnosis.messageId].includes(id)) &&
  (reason === undefined ||
    diagnosis.reasons.some((text) => text.toLowerCase().includes(reason.toLowerCase())));

/**
 * Shows every selected letter; none leaves its queue.
 *
 * @throws UnknownQueueError when no queue is called as the selection says
 */
export const listDeadLetters = async (
  queues: readonly DeadLetterQueue[],
  selection: DeadLetterSelection,
  onLetter: (found: Diagnosed) => void,
): Promise<void> => {
  for (const queue of chooseQueues(queues, selection.queue)) {
    await walkDeadLetters(queue, async ({ letter }) => {
      const found = { letter, diagnosis: diagnose(letter) };
      if (isSelected(found, selection)) onLetter(found);
      return 'left';
    });
  }
};

/**
 * The new copy goes by the id of the first one, so that a message without an id of its own stays
 * the same message.
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
 * Puts the selected letters back where they came from: each is checked anew, put on its queue, then
 * removed from the dead letters.
 *
 * A crash in between leaves a letter on both; the copy goes by the same id, which the pipeline
 * handles once. A letter that dies again during the walk is not put back a second time.
 *
 * @throws UnknownQueueError when no queue is called as the selection says
 * @throws when a dead-letter queue cannot be read; what was told to `onLetter` by then stays true
 */
export const redriveDeadLetters = async (
  ports: RedrivePorts,
  selection: DeadLetterSelection,
  options: RedriveOptions,
): Promise<void> => {
  const turn = paced(ports.clock, options.rate);
  const done = new Set<string>();

  const redrive = async (
    found: Diagnosed,
    queue: DeadLetterQueue,
    receiptHandle: string,
  ): Promise<Redriven> => {
    const { letter, diagnosis } = found;
    try {
      const check = await checkRedrive(ports, letter, diagnosis);
      if (check.kind === 'unfit') return { ...found, ...check };
      if (options.isDryRun) return { ...found, kind: 'would-redrive', origin: check.origin };
      await turn();
      await ports.put(check.origin, letter.body, attributesFor(letter.body, diagnosis));
      done.add(diagnosis.firstId);
      await queue.remove(receiptHandle);
      return { ...found, kind: 'redriven', origin: check.origin };
    } catch (cause) {
      return { ...found, kind: 'failed', cause };
    }
  };

  const treat = async (
    queue: DeadLetterQueue,
    { letter, receiptHandle }: TakenDeadLetter,
  ): Promise<Treatment> => {
    const found = { letter, diagnosis: diagnose(letter) };
    if (!isSelected(found, selection) || done.has(found.diagnosis.firstId)) return 'left';
    const redriven = await redrive(found, queue, receiptHandle);
    options.onLetter(redriven);
    return redriven.kind === 'redriven' ? 'removed' : 'left';
  };

  for (const queue of chooseQueues(ports.queues, selection.queue))
    await walkDeadLetters(queue, (taken) => treat(queue, taken));
};
