import { connectObjects } from '../../../shared/aws/clients/connect.ts';
import { messageTable } from '../../../shared/aws/messages/message-table.ts';
import { keptDeadLetterQueue } from '../../../shared/aws/objects/kept-dead-letter-queue.ts';
import { fetchObject } from '../../../shared/aws/objects/objects.ts';
import { findDeadLetterQueues, putOn } from '../../../shared/aws/queues/dead-letter-queues.ts';
import { checkRedrive } from '../../../shared/dead-letters/check-redrive.ts';
import { listDeadLetters, redriveDeadLetters } from '../../../shared/dead-letters/redrive.ts';
import { mayReadOf } from '../../../shared/email/object-prefixes.ts';
import type { CommandIo } from '../../command-io.ts';
import { payloadBucketOf } from '../../payload-bucket.ts';
import type { Pipeline } from '../../program.ts';
import type { DeadLettersIo } from './dead-letters-io.ts';
import { lastingCausesFinder } from './lasting-causes-tools.ts';

/** Tools of the commands on dead letters. */
export const openDeadLetterTools = async (
  pipeline: Pipeline,
): Promise<Omit<DeadLettersIo, keyof CommandIo>> => {
  const { target, clients, clock } = pipeline;
  const { sqs, documents } = clients;
  const streams = await pipeline.streams();
  const findLasting = lastingCausesFinder(pipeline);
  const { payloads } = target;
  const s3 = connectObjects(target.connection);
  const bucket = await payloadBucketOf(target, sqs);
  const lying = await findDeadLetterQueues(sqs, target.queuePrefix);
  // A dead letter that lay on its queue for four days is in the bucket, but still belongs to that
  // queue.
  const kept = lying.map(({ name }) => keptDeadLetterQueue(s3, bucket, name));
  const queues = [...lying, ...kept];
  const objects = {
    fetchObject: fetchObject(s3, bucket),
    mayRead: mayReadOf((name) =>
      payloads.kind === 'bucket' ? name === payloads.name : name.startsWith(payloads.prefix),
    ),
  };
  return {
    listSelected: (selection, onDeadLetter) =>
      listDeadLetters({ queues, streams }, selection, onDeadLetter),
    redriveSelected: (selection, options) =>
      redriveDeadLetters(
        { queues, streams, put: putOn(sqs, target.queues), ...objects, clock, findLasting },
        selection,
        options,
      ),
    checkRedrive: ({ deadLetter, diagnosis }) =>
      checkRedrive({ ...objects, streams, clock, findLasting }, deadLetter, diagnosis),
    findItems: messageTable(documents, target.tables.messages, clock.now).findItems,
  };
};
