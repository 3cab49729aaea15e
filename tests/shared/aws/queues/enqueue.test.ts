import { type BatchResultErrorEntry, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import { putBatchOn } from '../../../../shared/aws/queues/enqueue.ts';

const url = async () => 'http://127.0.0.1:1/000000000000/q';

/** A client that never leaves the process: it answers with what `answer` makes of the batch. */
const stubClient = (
  answer: (entries: readonly { readonly Id: string; readonly MessageBody: string }[]) => object,
) => {
  const client = new SQSClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  client.send = (async (command: {
    readonly input: { readonly Entries: { Id: string; MessageBody: string }[] };
  }) => answer(command.input.Entries)) as unknown as SQSClient['send'];
  return client;
};

const thrown = (name: string) => Object.assign(new Error('no'), { name });

describe('enqueue', () => {
  it('answers for each body, whatever the order of the answers of SQS', async () => {
    const client = stubClient((entries) => ({
      Successful: entries
        .filter(({ MessageBody }) => MessageBody !== 'bad')
        .map(({ Id, MessageBody }) => ({ Id, MessageId: `id-${MessageBody}` }))
        .toReversed(),
      Failed: entries
        .filter(({ MessageBody }) => MessageBody === 'bad')
        .map(({ Id }) => ({ Id, Code: 'InvalidMessageContents', SenderFault: true })),
    }));

    expect(await putBatchOn(client, url)([{ body: 'a' }, { body: 'bad' }, { body: 'c' }])).toEqual([
      { kind: 'queued', sqsMessageId: 'id-a' },
      { kind: 'refused', code: 'InvalidMessageContents', isRetriable: false },
      { kind: 'queued', sqsMessageId: 'id-c' },
    ]);
  });

  it.each([
    [{ Code: 'InternalError', SenderFault: false }, true],
    [{ Code: 'ThrottlingException', SenderFault: true }, true],
    [{ Code: 'InvalidMessageContents', SenderFault: true }, false],
  ])('knows whether another try may help after %j', async (failure, isRetriable) => {
    const client = stubClient(([entry]) => ({
      Failed: [{ Id: entry?.Id, ...failure } satisfies Partial<BatchResultErrorEntry>],
    }));

    expect(await putBatchOn(client, url)([{ body: 'a' }])).toEqual([
      { kind: 'refused', code: failure.Code, isRetriable },
    ]);
  });

  it('hands a group over as MessageGroupId, and none where there is none', async () => {
    const put: object[] = [];
    const client = stubClient((entries) => {
      put.push(...entries);
      return {};
    });

    await putBatchOn(client, url)([{ body: 'a', group: 'acme' }, { body: 'b' }]);

    expect(put).toEqual([
      { Id: '0', MessageBody: 'a', MessageGroupId: 'acme' },
      { Id: '1', MessageBody: 'b' },
    ]);
  });

  it('takes silence about a body for a refusal', async () => {
    const client = stubClient(() => ({}));

    expect(await putBatchOn(client, url)([{ body: 'a' }])).toEqual([
      { kind: 'refused', code: 'NoAnswer', isRetriable: true },
    ]);
  });

  it.each([
    ['TimeoutError', true],
    ['InternalFailure', true],
    ['RequestThrottled', true],
    ['QueueDoesNotExist', false],
    ['AccessDeniedException', false],
    ['CredentialsProviderError', false],
  ])('answers for each body of a call that fails as a whole with %s', async (name, isRetriable) => {
    const cause = thrown(name);
    const client = stubClient(() => {
      throw cause;
    });

    const refusal = { kind: 'refused', code: name, isRetriable, cause };
    expect(await putBatchOn(client, url)([{ body: 'a' }, { body: 'b' }])).toEqual([
      refusal,
      refusal,
    ]);
  });

  it('answers in the same way when the queue cannot be found', async () => {
    const answers = await putBatchOn(
      stubClient(() => ({})),
      async () => {
        throw thrown('QueueDoesNotExist');
      },
    )([{ body: 'a' }]);

    expect(answers).toMatchObject([
      { kind: 'refused', code: 'QueueDoesNotExist', isRetriable: false },
    ]);
  });
});
