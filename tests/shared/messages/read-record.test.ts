import { describe, expect, it } from '@jest/globals';
import { basicStreams } from '../../../shared/email/streams.ts';
import type { MessageProgress } from '../../../shared/messages/ports.ts';
import { readRecord } from '../../../shared/messages/read-record.ts';
import { lost, progressOf } from '../../support/decide-facts.ts';

const body = JSON.stringify({
  messageId: 'order-1',
  stream: 'transactional',
  payload: { s3: { bucket: 'own', key: 'payloads/default/a.json' } },
});

/** What is read of a message whose object is gone, by what the table knows of it. */
const readGone = (progress: MessageProgress | undefined) =>
  readRecord(
    {
      streams: basicStreams,
      fetchObject: async () => undefined,
      mayRead: () => true,
      findProgress: async () => (progress === undefined ? [] : [progress]),
      clock: { now: () => 0, sleepUntil: async () => {} },
    },
    { sqsMessageId: 'sqs-1', body },
    'transactional',
  );

describe('the record of a message whose object is gone', () => {
  it.each<readonly [string, Partial<MessageProgress>]>([
    ['it is sent', { sent: new Map([[0, 'ses-1']]) }],
    [
      'each call of its plan is made, and of an empty part none was to be',
      {
        plan: [[0], [], [1]],
        sent: new Map([
          [0, 'ses-1'],
          [2, 'ses-2'],
        ]),
      },
    ],
    ['everybody was suppressed', { outcome: 'suppressed' }],
    ['it expired', { outcome: 'expired' }],
  ])('is done with when %s', async (_, changes) => {
    expect(await readGone(progressOf(changes))).toMatchObject({ kind: 'over' });
  });

  it.each<readonly [string, Partial<MessageProgress> | undefined]>([
    ['nothing is known of it', undefined],
    ['it was given back before it was sent', {}],
    ['it failed', { outcome: 'failed' }],
    ['it is held', { outcome: 'held', heldCopy: 5 }],
    ['its claim was never settled', { leases: new Map([[0, lost]]) }],
    ['a call of its plan was never made', { plan: [[0], [1]], sent: new Map([[0, 'ses-1']]) }],
    [
      'a call may have been made again',
      { sent: new Map([[0, 'ses-1']]), leases: new Map([[1, lost]]) },
    ],
  ])('goes to the dead letters when %s, so that no mail is lost in silence', async (_, changes) => {
    expect(await readGone(changes && progressOf(changes))).toMatchObject({
      kind: 'rejected',
      reasons: [expect.stringMatching(/^payload\.s3: there is no such object/)],
    });
  });
});
