import type { MessageRecord } from '../../shared/messages/message-record.ts';
import { describeMessage } from '../../shared/messages/message-state.ts';
import type { MessageState } from '../../shared/messages/recipient-state.ts';
import { distinctMessages, findState, isFinal, keyName, type PutMessage } from './account.ts';
import type { MailingWorld, SesFeedback } from './mailing-world.ts';

const tickMs = 500;
/**
 * Number of messages in the lanes above which the table is not read, because reading would slow
 * down the pipeline.
 */
const nearlyEmpty = 20;
/** Time without a change, with empty lanes, after which no further change is expected; ms. */
const quietMs = 30_000;

/** Known states of the queued messages. */
export interface Watch {
  readonly put: readonly PutMessage[];
  readonly states: ReadonlyMap<string, MessageState>;
  /** Number of SES events in the table, by key name. */
  readonly events: ReadonlyMap<string, number>;
  readonly deadLetters: ReadonlySet<string>;
  readonly inLanes: number;
}

/** Waits until the outcome of every message is known, or no further change is expected. */
export const settleMailing = async (
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

/** Initial state for messages that have just been queued. */
export const newWatch = (put: readonly PutMessage[]): Watch => ({
  put,
  states: new Map(),
  events: new Map(),
  deadLetters: new Set(),
  inLanes: put.length,
});

/** Messages whose outcome is not known yet. */
export const unfinishedOf = (watch: Watch): readonly PutMessage[] =>
  distinctMessages(watch.put).filter((message) => !isFinal(findState(message, watch)));

/** Messages of which SES has published more events than the table holds. */
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

/**
 * Reads the present state of everything; `left` describes what is not settled yet, as a text that
 * changes with each progress.
 */
const look = async (
  world: MailingWorld,
  before: Watch,
): Promise<{ readonly watch: Watch; readonly left: string | undefined }> => {
  const inLanes = await world.countInLanes();
  if (inLanes > nearlyEmpty)
    return { watch: { ...before, inLanes }, left: `${inLanes} in the lanes` };

  let watch = await lookUp(world, { ...before, inLanes }, unfinishedOf(before));
  // Dead letters are read last, because reading hides them for a moment.
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
