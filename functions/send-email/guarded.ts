import type { QueuedRecord } from '../../shared/messages/queued-record.ts';
import { loggableId } from '../../shared/privacy/loggable-key.ts';
import {
  type StoreFailure,
  stayingBecause,
  storeFailureOf,
} from '../../shared/system/store-failure.ts';
import type { CountMetric } from '../../shared/telemetry/ports.ts';
import { copyOf, type DeadLetterPorts, deadLetterUntaken } from './dead-letter.ts';
import { NoRoomLeft } from './fetch-in-turn.ts';
import { notStorableFact } from './mail-facts.ts';
import { type KnownMail, outcomeOf } from './message-facts.ts';
import { type RecordResult, retryAt, storePauseMs } from './record-result.ts';
import type { NotingRun } from './run.ts';

export interface GuardedPorts extends DeadLetterPorts {
  readonly count: CountMetric;
}

/**
 * Runs work on one record. A failure makes this record come again and no other; a message that a
 * table will never accept becomes a dead letter.
 *
 * @param mail - undefined while the message is not read
 */
export const guarded = <Result>(
  ports: GuardedPorts,
  run: Pick<NotingRun, 'settleMs' | 'facts'>,
  { record, mail }: { readonly record: QueuedRecord; readonly mail?: KnownMail },
  work: () => Promise<Result>,
): Promise<Result | RecordResult> =>
  work().catch((error: unknown): RecordResult | Promise<Result | RecordResult> => {
    if (error instanceof NoRoomLeft) return retryAt(ports.clock.now());
    const { kind, code } = storeFailureOf(error);
    if (kind === 'message' && mail !== undefined)
      return guarded(ports, run, { record }, async () => {
        const outcome = outcomeOf(mail, [], run);
        const result = await deadLetterUntaken(ports, record, outcome, code);
        run.facts.note(record, [notStorableFact(mail, ports.clock.now())]);
        return result;
      });
    ports.log('error', stayingBecause[kind], {
      sqsMessageId: loggableId(record.sqsMessageId),
      cause: code,
    });
    return waitForStore(ports, record, kind);
  });

/**
 * The record comes again when the store may work again. A store that refuses everybody is counted.
 */
export const waitForStore = (
  { clock, count }: GuardedPorts,
  record: QueuedRecord,
  kind: StoreFailure['kind'],
): RecordResult => {
  if (kind === 'setup') count({ name: 'StoreRefused', value: 1 });
  return retryAt(clock.now() + storePauseMs(kind, copyOf(record), clock.now()));
};
