import type { PutDeadLetter } from '../../shared/dead-letters/ports.ts';
import type { Streams } from '../../shared/email/streams.ts';
import type { ValidMessage } from '../../shared/email/valid-message.ts';
import type { RecordConflict } from '../../shared/messages/ports.ts';
import type { QueuedRecord } from '../../shared/messages/queued-record.ts';
import { loggableKey } from '../../shared/privacy/loggable-key.ts';
import { mailOfPipeline } from '../../shared/remedies/told/mail-of-pipeline.ts';
import type { Clock } from '../../shared/system/ports.ts';
import type { CountMetric, Log } from '../../shared/telemetry/ports.ts';
import { dimensionsOf } from './message-facts.ts';
import { done, type RecordResult } from './record-result.ts';

export interface ConflictPorts {
  readonly recordConflict: RecordConflict;
  readonly putDeadLetter: PutDeadLetter;
  /** Streams of the deployment. */
  readonly streams: Streams;
  readonly clock: Clock;
  readonly count: CountMetric;
  readonly log: Log;
}

export const conflictReason = 'messageId: already used by another mail, which was sent or will be';

/**
 * Refuses a message that came under the id of another mail: noted on that mail's item, then
 * dead-lettered. The other mail is not touched.
 *
 * The note comes first, because it may be written again without harm.
 */
export const refuseConflict = async (
  ports: ConflictPorts,
  { record, message }: { readonly record: QueuedRecord; readonly message: ValidMessage },
): Promise<RecordResult> => {
  const { key } = message;
  await ports.recordConflict(key, ports.clock.now());
  const { queue, sqsMessageId, group } = record;
  const origin = { queue, sqsMessageId, group };
  await ports.putDeadLetter(record.body, [conflictReason], origin, mailOfPipeline.conflict.remedy);
  ports.count({ name: 'Conflict', value: 1, ...dimensionsOf(message, ports.streams) });
  ports.log('warn', 'The message is refused: its id belongs to another mail.', {
    ...loggableKey(key),
  });
  return done;
};
