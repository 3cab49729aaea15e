import { recordQueueBatch } from '../../functions/record-delivery/record-queue-batch.ts';
import { recordEvents } from '../../shared/feedback/record-events.ts';
import {
  FeedbackNotRecorded,
  recordNotification,
} from '../../shared/feedback/record-notification.ts';
import { isOnlooker } from './addresses.ts';
import { type BatchPlan, type Door, type Input, writeInputs } from './batch-plan.ts';
import type { Effects } from './effects.ts';
import type { Meaning } from './event-meaning.ts';
import { expectedOf, topicsTenant } from './expected.ts';
import { mendSharedObjects } from './shared-objects.ts';
import type { Line } from './watched-ports.ts';
import { type WatchedWorld, watchedWorld } from './watched-world.ts';

/** What a batch may show to be untrue. */
export type BrokenPromise =
  /** A recorder threw what it does not say that it throws. */
  | 'crash'
  /** An input took more than two seconds of the processor. */
  | 'slow'
  /** Something handed in was neither recorded nor ignored nor refused with a reason. */
  | 'vanished'
  /** Something refused was not answered as failed, or the other way round. */
  | 'answer'
  | 'suppressed wrongly'
  | 'not suppressed'
  /** What is kept of it is not what it meanings: on the message, for the reputation, in the counts. */
  | 'recorded wrongly'
  /** The item of a message is larger than the most that is promised. */
  | 'too large'
  /** It changed what all objects share. */
  | 'polluted'
  /** An address in the log. */
  | 'address in log';

export interface Violation {
  readonly promise: BrokenPromise;
  readonly detail: string;
}

/** What came of the batch, beside its violations. */
export interface Verdict {
  readonly violations: readonly Violation[];
  readonly recorded: number;
  readonly ignored: number;
  readonly refused: number;
}

/** One call of a recorder: what was handed in, what it answered, and what it logged. */
interface Call {
  readonly inputs: readonly Input[];
  /** Ids that are to come again. */
  readonly failed: readonly string[];
  readonly lines: readonly Line[];
}

const longestCpuMs = 2_000;
/** Events and what is folded of them, see docs/architecture.md; the sender's part is not in it. */
const largestItem = 90_000;
/** Events of a message of which copies are known for certain, in however many calls they come. */
const surelyKnown = 60;

const asText = (content: unknown): string =>
  typeof content === 'string' ? content : JSON.stringify(content);

/** Hands inputs in as Lambda or the webhook does, and answers with the ids that are to come again. */
const handIn = async (
  door: Door,
  inputs: readonly Input[],
  { ports }: WatchedWorld,
): Promise<readonly string[]> => {
  switch (door) {
    case 'queue': {
      const Records = inputs.map(({ id, content }) => ({ messageId: id, body: asText(content) }));
      const { batchItemFailures } = await recordQueueBatch({ Records }, ports);
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    }
    case 'notification':
      try {
        for (const { content } of inputs) await recordNotification(content, ports);
        return [];
      } catch (error) {
        if (error instanceof FeedbackNotRecorded) return ['notification'];
        throw error;
      }
    case 'topic': {
      const failed = await recordEvents(
        inputs.map(({ id, content }) => ({ id, content: asText(content), tenantId: topicsTenant })),
        ports,
      );
      return failed.map((index) => inputs[index]?.id ?? 'unknown');
    }
    default:
      return door satisfies never;
  }
};

/** A queue hands over all at once, SNS one by one, and under one name. */
const callsOf = (door: Door, inputs: readonly Input[]): readonly (readonly Input[])[] =>
  door === 'notification' ? inputs.map((input) => [{ ...input, id: 'notification' }]) : [inputs];

const isRefusal = ({ message }: Line): boolean => message === 'feedback cannot be understood';
const isIgnoral = ({ message }: Line): boolean => message === 'feedback ignored';

const isReason = (reason: unknown): boolean => typeof reason === 'string' && reason.trim() !== '';

const numbersOf = (meanings: readonly Meaning[]): number =>
  new Set(meanings.flatMap((meaning) => (meaning.kind === 'event' ? [meaning.event.number] : [])))
    .size;

const howMany = (meanings: readonly Meaning[], kind: Meaning['kind']): number =>
  meanings.filter((meaning) => meaning.kind === kind).length;

/** Whether everything in a call was answered for, each with its reason. */
const judgeCall = ({ inputs, failed, lines }: Call): readonly Violation[] => {
  const violations: Violation[] = [];
  const tell = (promise: BrokenPromise, detail: string) => violations.push({ promise, detail });
  for (const { id, meanings } of inputs) {
    const mine = lines.filter(({ fields }) => fields.id === id);
    const refusals = mine.filter(isRefusal);
    const ignorals = mine.filter(isIgnoral);
    const isClear = howMany(meanings, 'garbled') === 0;
    const [broken, strange] = [howMany(meanings, 'broken'), howMany(meanings, 'stranger')];
    if (refusals.length < broken || (isClear && refusals.length > broken))
      tell('vanished', `${id}: ${refusals.length} refused where ${broken} cannot be understood`);
    if (ignorals.length < strange || (isClear && ignorals.length > strange))
      tell('vanished', `${id}: ${ignorals.length} ignored where ${strange} say nothing`);
    if (
      ![
        ...refusals.map(({ fields }) => fields.detail),
        ...ignorals.map(({ fields }) => fields.why),
      ].every(isReason)
    )
      tell('vanished', `${id}: no reason`);
    if (failed.includes(id) !== refusals.length > 0)
      tell(
        'answer',
        `${id}: ${failed.includes(id) ? '' : 'not '}failed, ${refusals.length} refused`,
      );
  }
  if (
    new Set(failed).size !== failed.length ||
    failed.some((id) => inputs.every((input) => input.id !== id))
  )
    tell('answer', `answered ${failed.join(', ')}`);

  const meanings = inputs.flatMap((input) => input.meanings);
  const events = lines.reduce(
    (sum, { message, fields }) =>
      message === 'feedback recorded' ? sum + Number(fields.events) : sum,
    0,
  );
  const answered = events + lines.filter((line) => isRefusal(line) || isIgnoral(line)).length;
  // Copies within a call are one event; a garbled document may be anything, but is something.
  const garbled = howMany(meanings, 'garbled') > 0 ? 1 : 0;
  const least =
    numbersOf(meanings) + howMany(meanings, 'broken') + howMany(meanings, 'stranger') + garbled;
  if (answered < least) tell('vanished', `${answered} answered for, of at least ${least}`);
  if (garbled === 0 && events !== numbersOf(meanings))
    tell('vanished', `${events} events recorded, of ${numbersOf(meanings)}`);
  return violations;
};

/** What is in the one and not in the other, repeats counted. */
const difference = (some: readonly string[], others: readonly string[]): readonly string[] => {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return some.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
};

/** Whether a count is found that is higher: a line is what is counted, and how many. */
const hasMore = (line: string, found: readonly string[]): boolean => {
  const at = line.lastIndexOf(' ') + 1;
  const count = Number(line.slice(at));
  return found.some((one) => one.startsWith(line.slice(0, at)) && Number(one.slice(at)) > count);
};

const judgeEffects = (
  expected: Effects,
  found: Effects,
  meanings: readonly Meaning[],
  calls: number,
): readonly Violation[] => {
  const violations: Violation[] = [];
  const garbled = meanings.filter((meaning) => meaning.kind === 'garbled');
  // Of very many events of a message only the last are known when they come again in another call.
  const mayCountAgain = calls > 1 && meanings.length > surelyKnown;
  const maySuppress = garbled.some((meaning) => meaning.maySuppress);
  const isExcused = (line: string): boolean => maySuppress && !isOnlooker(line);

  for (const line of difference(found.suppressed, expected.suppressed)) {
    if (!isExcused(line)) violations.push({ promise: 'suppressed wrongly', detail: line });
  }
  // A garbled event that says "not spam" may take a complaint back.
  const isPardoned = (line: string): boolean =>
    maySuppress && found.pardoned.some((name) => line === `${name} complaint`);
  for (const line of difference(expected.suppressed, found.suppressed)) {
    if (!isPardoned(line)) violations.push({ promise: 'not suppressed', detail: line });
  }
  for (const name of [
    'softened',
    'arrived',
    'pardoned',
    'noted',
    'counted',
    'facts',
    'sent',
    'engaged',
    'unreadable',
    'unfound',
  ] as const) {
    const isMore = (line: string): boolean =>
      name === 'engaged' && mayCountAgain && hasMore(line, found.engaged);
    const missing = difference(expected[name], found[name]).filter((line) => !isMore(line));
    const allowed = [...expected[name], ...(name === 'facts' ? expected.mayBeFacts : [])];
    const extra = garbled.length > 0 || mayCountAgain ? [] : difference(found[name], allowed);
    if (missing.length + extra.length > 0)
      violations.push({
        promise: 'recorded wrongly',
        detail: `${name}: ${JSON.stringify({ missing, extra })}`,
      });
  }
  return violations;
};

const nameOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

/** Hands a batch to the real recorders, over ports in memory, and compares what came of it with what it meanings. */
export const judgeBatch = async (plan: BatchPlan): Promise<Verdict> => {
  const inputs = writeInputs(plan);
  const world = watchedWorld();
  const violations: Violation[] = [];
  const calls: Call[] = [];
  for (const some of callsOf(plan.door, inputs)) {
    const startedAt = process.cpuUsage();
    try {
      const failed = await handIn(plan.door, some, world);
      calls.push({ inputs: some, failed, lines: world.takeLines() });
    } catch (error) {
      violations.push({ promise: 'crash', detail: nameOf(error) });
    }
    const { user } = process.cpuUsage(startedAt);
    if (user / 1000 > longestCpuMs)
      violations.push({ promise: 'slow', detail: `${Math.round(user / 1000)} ms` });
  }
  // First: with what all objects share changed, neither the recorders nor this judge can be believed.
  if (mendSharedObjects() || world.strangeTags() > 0)
    violations.push({ promise: 'polluted', detail: 'of what objects share, or of tags' });
  violations.push(...calls.flatMap(judgeCall));

  const meanings = calls.map((call) => call.inputs.flatMap((input) => input.meanings));
  violations.push(
    ...judgeEffects(
      expectedOf(meanings, plan.door),
      await world.effects(),
      meanings.flat(),
      calls.length,
    ),
  );
  const bytes = await world.largestItem();
  if (bytes > largestItem) violations.push({ promise: 'too large', detail: `${bytes} bytes` });
  const lines = calls.flatMap((call) => call.lines);
  const telling = lines.find((line) => JSON.stringify(line).includes('@'));
  if (telling !== undefined)
    violations.push({ promise: 'address in log', detail: telling.message });
  return {
    violations,
    recorded: lines.reduce(
      (sum, { message, fields }) =>
        message === 'feedback recorded' ? sum + Number(fields.events) : sum,
      0,
    ),
    ignored: lines.filter(isIgnoral).length,
    refused: lines.filter(isRefusal).length,
  };
};
