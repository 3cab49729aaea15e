import { type Clients, connectObjects } from '../../../shared/aws/clients/connect.ts';
import { messageTable } from '../../../shared/aws/messages/message-table.ts';
import { fetchObject } from '../../../shared/aws/objects/objects.ts';
import { findLetterQueues, putOn } from '../../../shared/aws/queues/letter-queues.ts';
import { checkRedrive } from '../../../shared/dead-letters/check-redrive.ts';
import { listLetters, redriveLetters } from '../../../shared/dead-letters/redrive.ts';
import { mayReadOf } from '../../../shared/email/payload-object.ts';
import type { FetchObject } from '../../../shared/messages/ports.ts';
import type { Clock } from '../../../shared/system/ports.ts';
import type { CommandIo } from '../../command-io.ts';
import { payloadBucketOf } from '../../payload-bucket.ts';
import type { Target } from '../../target.ts';
import type { DeadLettersIo } from './dead-letters.ts';

/** What the commands on dead letters work with. */
export const openDeadLetterTools = async (
  target: Target,
  { sqs, documents }: Clients,
  clock: Clock,
): Promise<Omit<DeadLettersIo, keyof CommandIo>> => {
  const queues = await findLetterQueues(sqs, target.queuePrefix);
  const { payloads } = target;
  const s3 = connectObjects(target.connection);
  const fetching: FetchObject = async (...asked) =>
    fetchObject(s3, await payloadBucketOf(target, sqs))(...asked);
  const objects = {
    fetchObject: fetching,
    mayRead: mayReadOf((bucket) =>
      payloads.kind === 'bucket' ? bucket === payloads.name : bucket.startsWith(payloads.prefix),
    ),
  };
  return {
    listLetters: (selection, onLetter) => listLetters(queues, selection, onLetter),
    redriveLetters: (selection, options) =>
      redriveLetters(
        { queues, put: putOn(sqs, target.queues), ...objects, clock },
        selection,
        options,
      ),
    checkRedrive: ({ letter, diagnosis }) => checkRedrive({ ...objects, clock }, letter, diagnosis),
    findItems: messageTable(documents, target.tables.messages, clock.now).findItems,
  };
};
