import type { QueuedRecord } from '../../shared/messages/queued-record.ts';
import type { PublishFacts } from '../../shared/pipeline-events/ports.ts';
import type { Clock } from '../../shared/system/ports.ts';
import { messageEnded, type RecordResult, retryAt } from './record-result.ts';
import type { NotingRun } from './run.ts';

export interface PublishNotesPorts {
  readonly publishFacts: PublishFacts;
  readonly clock: Pick<Clock, 'now'>;
}

/** Time that a run keeps for its answer to SQS; ms. */
const answerTakesMs = 4_000;

/**
 * Receives of a record up to which it is kept back for what could not be published of it. Far from
 * the receives at which it would become a dead letter.
 */
const mostReceivesKeptBack = 2;

/** Wait of a record that is kept back; ms. Too short to be put back as a new copy. */
const keptBackMs = 20_000;

/**
 * Publishes what the run has noted. The state of each message is recorded by now, and its record
 * still stands, so that a crash here repeats what was to be published.
 *
 * A mail that was sent or ended comes again when the topic or bus cannot be reached: its state is
 * final, so the next run only publishes. A dead letter or held mail does not, because it would be
 * put there twice; and no record does more than twice.
 *
 * @returns the results, in which such records come again
 */
export const publishNotes = async (
  ports: PublishNotesPorts,
  run: NotingRun,
  ends: ReadonlyMap<QueuedRecord, RecordResult>,
): Promise<ReadonlyMap<QueuedRecord, RecordResult>> => {
  const noted = run.facts.toPublish((record) => ends.get(record)?.kind !== 'again');
  const withinMs = Math.max(0, run.remainingMs() - answerTakesMs);
  const unpublished = await ports.publishFacts([...noted.values()].flat(), withinMs);
  if (unpublished.size === 0) return ends;
  const isKeptBack = (record: QueuedRecord, result: RecordResult): boolean =>
    result === messageEnded &&
    (record.receives ?? Number.POSITIVE_INFINITY) <= mostReceivesKeptBack &&
    (noted.get(record) ?? []).some((fact) => unpublished.get(fact) === 'again');
  const untilMs = ports.clock.now() + keptBackMs;
  return new Map(
    [...ends].map(([record, result]) => [
      record,
      isKeptBack(record, result) ? retryAt(untilMs) : result,
    ]),
  );
};
