import { identifyMessage } from '../../shared/email/validate-message.ts';
import type { BeginTry, EndTry } from '../../shared/messages/queue-ports.ts';
import type { QueuedRecord } from '../../shared/messages/queued-record.ts';
import type { PublishFacts } from '../../shared/pipeline-events/ports.ts';
import { loggableId } from '../../shared/privacy/loggable-key.ts';
import { nameOfError } from '../../shared/system/name-of-error.ts';
import { stayingBecause, storeFailureOf } from '../../shared/system/store-failure.ts';
import type { CountMetric } from '../../shared/telemetry/ports.ts';
import { copyOf, type DeadLetterPorts, deadLetter } from './dead-letter.ts';
import { unreadFact } from './mail-facts.ts';
import { type RecordResult, retryAt, storePauseMs } from './record-result.ts';
import type { Run } from './run.ts';

/** A copy of a message of which earlier runs may have died. */
export interface Suspect {
  /** SQS id of this copy; a new copy starts without counted tries. */
  readonly copyId: string;
  readonly record: QueuedRecord;
  /** Sends this message alone. */
  readonly send: () => Promise<RecordResult | undefined>;
}

export interface SuspectPorts extends DeadLetterPorts {
  readonly beginTry: BeginTry;
  readonly endTry: EndTry;
  readonly count: CountMetric;
  readonly publishFacts: PublishFacts;
}

/** Runs that may die of a message while they work on it alone, before it is given up. */
const mostDeaths = 3;

/**
 * Time that a run must have left to begin on a suspect; ms. Otherwise Lambda might end the run, and
 * the message would be blamed for it.
 */
const leastTimeMs = 20_000;

/**
 * Sends suspects one at a time, and gives up a message of which run after run died.
 *
 * A high receive count alone proves nothing: after an outage every message has one. Only a run that
 * began on the message alone and never noted its end counts, so no message is blamed for its
 * neighbours. The try is noted before the message is even parsed.
 *
 * @returns one result per suspect, in their order
 */
export const sendAlone = async (
  ports: SuspectPorts,
  run: Run,
  suspects: readonly Suspect[],
): Promise<readonly RecordResult[]> => {
  const { clock, log } = ports;

  const sendOne = async (suspect: Suspect): Promise<RecordResult> => {
    if (run.remainingMs() < leastTimeMs) return retryAt(clock.now());
    const tries = await ports.beginTry(suspect.copyId);
    if (tries > mostDeaths) return giveUp(ports, run, suspect, tries - 1);
    const result = await suspect.send();
    // Also noted when the message is done: the run may still die of the next one, and then this
    // copy comes again.
    await ports.endTry(suspect.copyId).catch((error: unknown) =>
      log(
        'warn',
        'The end of a try could not be recorded; it counts as a run that died of the message.',
        {
          cause: nameOfError(error),
        },
      ),
    );
    return result ?? retryAt(clock.now());
  };

  const results: RecordResult[] = [];
  for (const suspect of suspects) {
    results.push(
      await sendOne(suspect).catch((error: unknown) => {
        const { kind, code } = storeFailureOf(error);
        log('error', stayingBecause[kind], {
          sqsMessageId: loggableId(suspect.record.sqsMessageId),
          cause: code,
        });
        const nowMs = clock.now();
        return retryAt(nowMs + storePauseMs(kind, copyOf(suspect.record), nowMs));
      }),
    );
  }
  return results;
};

/** Ends a message of which run after run died. */
const giveUp = async (
  ports: SuspectPorts,
  { settleMs }: Run,
  { record }: Suspect,
  deaths: number,
): Promise<RecordResult> => {
  const { key, stream } = identifyMessage(record.body, record.sqsMessageId);
  const reason = `the function died ${deaths} times while it worked on this message alone, of memory or time; read the ends of its runs in the log of send-email, make the message smaller or simpler, and send it again from the dead letters`;
  ports.count({ name: 'Failed', value: 1, tenantId: key.tenantId });
  const result = await deadLetter(ports, record, {
    key,
    stream,
    state: 'failed',
    part: undefined,
    settleMs,
    reasons: [reason],
    recipients: [],
    suppressed: [],
  });
  const end = { type: 'failed', reason: 'given-up' } as const;
  await ports.publishFacts([unreadFact(key, record.sqsMessageId, end, ports.clock.now())]);
  return result;
};
