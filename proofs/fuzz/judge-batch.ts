import { recordQueueBatch } from '../../functions/record-delivery/record-queue-batch.ts';
import { recordEvents } from '../../shared/feedback/record-events.ts';
import {
  FeedbackNotRecorded,
  recordNotification,
} from '../../shared/feedback/record-notification.ts';
import { type BatchPlan, type Door, type Input, writeInputs } from './batch-plan.ts';
import type { Violation } from './broken-promise.ts';
import { expectedOf, topicsTenant } from './expected.ts';
import { type Call, isIgnoral, isRefusal, judgeCall } from './judge-call.ts';
import { judgeEffects } from './judge-effects.ts';
import { mendSharedObjects } from './shared-objects.ts';
import { type WatchedWorld, watchedWorld } from './watched-world.ts';

/** Results of a batch, besides its violations. */
export interface Verdict {
  readonly violations: readonly Violation[];
  readonly recorded: number;
  readonly ignored: number;
  readonly refused: number;
}

const longestCpuMs = 2_000;
/**
 * Largest item of events and folded events, see docs/architecture.md; without the sender's part.
 */
const largestItem = 90_000;

/**
 * Delivers a batch to the real recorders over tables in memory, and compares the effects with the
 * meaning.
 */
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
  // Checked first: after shared objects changed, neither the recorders nor this judge can be
  // trusted.
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
const asText = (content: unknown): string =>
  typeof content === 'string' ? content : JSON.stringify(content);

/** Delivers inputs as Lambda or the webhook does; resolves to the ids that must come again. */
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

/** Calls of a recorder: a queue delivers everything in one, SNS one by one under one name. */
const callsOf = (door: Door, inputs: readonly Input[]): readonly (readonly Input[])[] =>
  door === 'notification' ? inputs.map((input) => [{ ...input, id: 'notification' }]) : [inputs];

const nameOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
