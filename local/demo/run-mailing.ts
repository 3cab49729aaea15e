import type { Lane } from '../../shared/email/streams.ts';
import type { Enqueued } from '../../shared/enqueue/put-entries.ts';
import type { MessageRecord } from '../../shared/messages/message-record.ts';
import { describeMessage, type MessageState } from '../../shared/messages/message-state.ts';
import type { MessageKey } from '../../shared/messages/ports.ts';
import type { Clock } from '../../shared/system/ports.ts';
import {
  type Account,
  accountFor,
  distinctMessages,
  findState,
  isFinal,
  keyName,
  type PutMessage,
} from './account.ts';
import type { Mailing, MailTemplate } from './compose-mailing.ts';
import { type AcceptedCall, measureHeldRate } from './held-rate.ts';
import { countRecipients, followMessage, type QueuedMessage } from './queued-message.ts';

/** What SES, or its simulator, has counted. */
export interface SesCounts {
  readonly accepted: number;
  readonly throttled: number;
}

export interface SesFeedback {
  /** Outcomes and events still to come. */
  readonly toCome: number;
  /** Events published of each message, by key name. */
  readonly published: ReadonlyMap<string, number>;
}

/** The running pipeline, as a mailing sees it. */
export interface MailingWorld {
  readonly clock: Clock;
  readonly createTemplate: (template: MailTemplate) => Promise<void>;
  readonly enqueue: (lane: Lane, bodies: readonly string[]) => Promise<readonly Enqueued[]>;
  readonly findRecords: (keys: readonly MessageKey[]) => Promise<readonly MessageRecord[]>;
  /** SQS ids and key names of all that is among the dead letters. */
  readonly findDeadLetters: () => Promise<ReadonlySet<string>>;
  /** Messages in both lanes: visible, in flight and delayed. */
  readonly countInLanes: () => Promise<number>;
  readonly countAtSes: () => Promise<SesCounts>;
  readonly acceptedCalls: () => Promise<readonly AcceptedCall[]>;
  /** What SES has told, and has yet to tell, of the mails it accepted. */
  readonly feedbackOfSes: () => Promise<SesFeedback>;
  /** Mails to one recipient that SES accepted more often than once: how many too many. */
  readonly countDoubled: () => Promise<number>;
}

export interface Progress {
  readonly messages: number;
  readonly inLanes: number;
  readonly acceptedAtSes: number;
  /** Distinct messages of which it is known what became of them. */
  readonly finished: number;
  readonly seconds: number;
}

export interface MailingRun {
  readonly mailing: Mailing;
  /** Recipients per second that SES allows. */
  readonly rate: number;
  /** Of the lanes: after it the messages of a killed function come back. */
  readonly visibilityMs: number;
  readonly onProgress: (progress: Progress) => void;
  /** Called when the whole mailing is on the queues, or part of it and a few seconds are over. */
  readonly onQueued: () => void;
}

/** The account of a mailing, in the order in which `--json` prints it. */
export interface MailingReport extends Account {
  /** Calls that SES refused because of the rate. */
  readonly throttled: number;
  readonly doubled: number;
  /** Recipients per second. */
  readonly rateAllowed: number;
  /** Recipients per second in the steady part; null when the run was too short to have one. */
  readonly rateHeld: number | null;
  /** `rateHeld` by `rateAllowed`. */
  readonly utilisation: number | null;
  readonly seconds: number;
}

/** The queue did not take a message of the mailing. */
export class MailingRefusedError extends Error {
  override readonly name = 'MailingRefusedError';
}

const tickMs = 500;
/** How long the first mail waits at most for the last to be queued. */
const longestQueueingMs = 5_000;
/** Before the lanes are this empty the table is left to the pipeline: it is what the pipeline waits for. */
const nearlyEmpty = 20;
/** With nothing in the lanes: how long a change may take to come before none is expected any more. */
const quietMs = 30_000;
/** A call whose answer was lost is settled after two minutes (SETTLE_SECONDS in serverless.yml); a minute to spare. */
const settleMs = 180_000;

/** What is known of the messages put. */
interface Watch {
  readonly put: readonly PutMessage[];
  readonly states: ReadonlyMap<string, MessageState>;
  /** Events of SES that the table holds, by key name. */
  readonly events: ReadonlyMap<string, number>;
  readonly deadLetters: ReadonlySet<string>;
  readonly inLanes: number;
}

const putAll = async (
  world: MailingWorld,
  messages: readonly QueuedMessage[],
): Promise<readonly PutMessage[]> => {
  const putIn = async (lane: Lane): Promise<readonly PutMessage[]> => {
    const bodies = messages.filter((message) => message.lane === lane).map(({ body }) => body);
    const answers = await world.enqueue(lane, bodies);
    return bodies.map((body, index) => {
      const answer = answers[index];
      if (answer?.kind === 'queued') return followMessage(body, answer.sqsMessageId);
      throw new MailingRefusedError(
        `The ${lane} queue does not take message ${messages.findIndex((message) => message.body === body) + 1} of the mailing (${answer?.code ?? 'no answer'}).`,
      );
    });
  };
  return (await Promise.all([putIn('transactional'), putIn('bulk')])).flat();
};

const unfinishedOf = (watch: Watch): readonly PutMessage[] =>
  distinctMessages(watch.put).filter((message) => !isFinal(findState(message, watch)));

/** Messages of which SES has told more than the table knows. */
const laggingOf = (watch: Watch, { published }: SesFeedback): readonly PutMessage[] =>
  distinctMessages(watch.put).filter(({ keys }) =>
    keys.map(keyName).some((name) => (watch.events.get(name) ?? 0) < (published.get(name) ?? 0)),
  );

const lookUp = async (
  world: MailingWorld,
  watch: Watch,
  messages: readonly PutMessage[],
): Promise<Watch> => {
  const records = await world.findRecords(messages.flatMap(({ keys }) => keys));
  const known = <T>(of: (record: MessageRecord) => T) =>
    records.map((record) => [keyName(record.key), of(record)] as const);
  return {
    ...watch,
    states: new Map([...watch.states, ...known((record) => describeMessage(record).state)]),
    events: new Map([...watch.events, ...known((record) => record.events.length)]),
  };
};

/** One look at everything; `left` is how much is not settled yet, as a text that changes with it. */
const look = async (
  world: MailingWorld,
  before: Watch,
): Promise<{ readonly watch: Watch; readonly left: string | undefined }> => {
  const inLanes = await world.countInLanes();
  if (inLanes > nearlyEmpty)
    return { watch: { ...before, inLanes }, left: `${inLanes} in the lanes` };

  let watch = await lookUp(world, { ...before, inLanes }, unfinishedOf(before));
  // Only what neither the table nor the lanes tell of is looked for among the dead letters: reading hides them for a moment.
  if (inLanes === 0 && unfinishedOf(watch).length > 0)
    watch = { ...watch, deadLetters: await world.findDeadLetters() };
  const unfinished = unfinishedOf(watch).length;
  if (inLanes > 0 || unfinished > 0)
    return { watch, left: `${inLanes} in the lanes, ${unfinished} unfinished` };

  const feedback = await world.feedbackOfSes();
  watch = await lookUp(world, watch, laggingOf(watch, feedback));
  const lagging = laggingOf(watch, feedback).length;
  return {
    watch,
    left:
      feedback.toCome === 0 && lagging === 0
        ? undefined
        : `${feedback.toCome} events to come, ${lagging} messages behind`,
  };
};

/** Waits until of every message put it is known what became of it, or nothing more is to be expected. */
const settle = async (
  world: MailingWorld,
  from: Watch,
  deadlineMs: number,
  onTick: (watch: Watch) => Promise<void>,
): Promise<Watch> => {
  let before = from;
  let changedAtMs = world.clock.now();
  let seen: string | undefined;
  for (;;) {
    const { watch, left } = await look(world, before);
    await onTick(watch);
    if (left === undefined) return watch;
    const nowMs = world.clock.now();
    if (left !== seen) changedAtMs = nowMs;
    const isOver = nowMs >= deadlineMs || (watch.inLanes === 0 && nowMs - changedAtMs >= quietMs);
    if (isOver) return lookUp(world, watch, unfinishedOf(watch));
    before = watch;
    seen = left;
    await world.clock.sleepUntil(nowMs + tickMs);
  }
};

/**
 * Puts a mailing on the queues, waits until every message of it is accounted for, and accounts for it.
 *
 * It waits as long as the rate makes the mailing take and half as long again, and for one visibility timeout and one settling beside, so
 * that the messages of a killed function have the time to come back.
 *
 * @throws MailingRefusedError when a queue does not take one of the messages
 */
export const runMailing = async (
  world: MailingWorld,
  { mailing, rate, visibilityMs, onProgress, onQueued }: MailingRun,
): Promise<MailingReport> => {
  const messages = mailing.messages.length + mailing.followUps.length;
  const recipients = [...mailing.messages, ...mailing.followUps].reduce(
    (sum, { body }) => sum + countRecipients(body),
    0,
  );
  const startedAtMs = world.clock.now();
  const deadlineMs = startedAtMs + (recipients / rate) * 1500 + visibilityMs + settleMs;
  const onTick = async (watch: Watch): Promise<void> =>
    onProgress({
      messages,
      inLanes: watch.inLanes,
      acceptedAtSes: (await world.countAtSes()).accepted,
      finished: distinctMessages(watch.put).length - unfinishedOf(watch).length,
      seconds: (world.clock.now() - startedAtMs) / 1000,
    });

  for (const template of mailing.templates) await world.createTemplate(template);
  const putting = putAll(world, mailing.messages);
  await Promise.race([putting, world.clock.sleepUntil(startedAtMs + longestQueueingMs)]);
  onQueued();
  const first = await putting;
  const nothing: Watch = {
    put: first,
    states: new Map(),
    events: new Map(),
    deadLetters: new Set(),
    inLanes: first.length,
  };
  let watch = await settle(world, nothing, deadlineMs, onTick);
  const firstEndedAtMs = world.clock.now();
  if (mailing.followUps.length > 0) {
    const put = [...first, ...(await putAll(world, mailing.followUps))];
    watch = await settle(world, { ...watch, put }, deadlineMs, onTick);
  }

  const [counts, doubled, calls] = await Promise.all([
    world.countAtSes(),
    world.countDoubled(),
    world.acceptedCalls(),
  ]);
  const rateHeld = measureHeldRate(
    calls.filter(([atMs]) => atMs >= startedAtMs && atMs <= firstEndedAtMs),
  );
  return {
    ...accountFor(watch.put, watch),
    throttled: counts.throttled,
    doubled,
    rateAllowed: rate,
    rateHeld: rateHeld ?? null,
    utilisation: rateHeld === undefined ? null : rateHeld / rate,
    seconds: (world.clock.now() - startedAtMs) / 1000,
  };
};
