import type { Lane } from '../../shared/email/streams.ts';
import {
  type PutBatch,
  type PutEntriesPorts,
  putEntries,
} from '../../shared/enqueue/put-entries.ts';
import { queueAttributes } from '../../shared/messages/queue-attributes.ts';
import type { QueuedRecord } from '../../shared/messages/queued-record.ts';
import type { Reading } from '../../shared/messages/read-record.ts';
import { loggableKey } from '../../shared/privacy/loggable-key.ts';
import type { Log } from '../../shared/telemetry/ports.ts';
import { copyOf } from './dead-letter.ts';
import { done, type RecordResult, retryAt, unreachablePauseMs } from './record-result.ts';

export interface UnfoldPorts extends Omit<PutEntriesPorts, 'putBatch'> {
  /** Puts messages on a queue that the sender itself reads. */
  readonly putBatch: (lane: Lane) => PutBatch;
  readonly log: Log;
}

/**
 * Puts a message to several destinations back on its queue as one message to each, by ten in a
 * request. From there each is suppressed, paced, claimed, sent and recorded by itself.
 *
 * The record is done only when all are on the queue. Otherwise it comes again and puts all of them
 * once more, under the same ids: those that were sent are then duplicates, and the others go on. The
 * same holds when the run dies anywhere in between.
 */
export const putUnfolded = async (
  ports: UnfoldPorts,
  record: QueuedRecord,
  { key, bodies }: Extract<Reading, { readonly kind: 'unfolded' }>,
  lane: Lane,
): Promise<RecordResult> => {
  // Copies of one whole are copies of its parts: what SES refused for good is not tried again.
  const attributes = { [queueAttributes.firstArrival]: String(Math.floor(copyOf(record))) };
  const entries = bodies.map((body) => ({ body, group: record.group, attributes }));
  const answers = await putEntries({ ...ports, putBatch: ports.putBatch(lane) }, entries);
  const refused = answers.filter((answer) => answer.kind === 'refused');
  if (refused.length === 0) {
    ports.log('info', 'A message to several destinations was put on its queue as one to each.', {
      ...loggableKey(key),
      destinations: bodies.length,
    });
    return done;
  }
  ports.log('warn', 'A message to several destinations comes again: SQS did not take all of it.', {
    ...loggableKey(key),
    missing: refused.length,
    cause: refused[0]?.code,
  });
  return retryAt(ports.clock.now() + unreachablePauseMs);
};
