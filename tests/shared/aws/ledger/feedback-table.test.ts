import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { noteFeedbackIn, readFeedbackIn } from '../../../../shared/aws/ledger/feedback-table.ts';
import { queueSize } from '../../../../shared/aws/queues/queue-size.ts';
import { startTestEngine, type TestEngine } from '../../../local/support/engine.ts';
import { startLocalDynamoDb } from '../../../support/local-dynamodb.ts';
import { type Asked, watchedDocuments } from '../../../support/watched-documents.ts';

const noon = Date.UTC(2026, 10, 21, 12);

let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;
beforeAll(async () => {
  database = await startLocalDynamoDb();
});
afterAll(() => database.stop());

let accounts = 0;
const newAccount = (): string => {
  accounts += 1;
  return String(accounts).padStart(12, '0');
};

const told = (account: string, oldestMs: number, newestMs = oldestMs, isBrought = false) => ({
  account,
  isBrought,
  oldestMs,
  newestMs,
});

const recorder = (now = () => noon) => {
  const asked: Asked[] = [];
  const documents = watchedDocuments(database.documents, asked);
  return { asked, note: noteFeedbackIn(documents, 'messages', now) };
};

const readingOf = (account: string, isBrought = false) =>
  readFeedbackIn(database.documents, 'messages', {
    account,
    isBrought,
    waitingEvents: async () => 7,
  })();

describe('feedback-table', () => {
  it('knows nothing of an account of which no event came', async () => {
    expect(await readingOf(newAccount())).toBeUndefined();
  });

  it('keeps the first call for ever and the newest as it comes', async () => {
    const account = newAccount();
    const { note } = recorder();
    await note(told(account, noon - 60_000, noon - 50_000));
    await note(told(account, noon - 90_000, noon - 20_000));

    expect(await readingOf(account)).toEqual({
      firstCallMs: noon - 60_000,
      newestCallMs: noon - 20_000,
      waiting: 7,
    });
  });

  it('writes once in five seconds of calls, and never back in time, whoever writes', async () => {
    const account = newAccount();
    const one = recorder();
    const other = recorder();
    for (let second = 0; second < 20; second += 1) {
      await one.note(told(account, noon - 60_000 + second * 1_000));
      await other.note(told(account, noon - 60_000 + second * 1_000));
    }
    await other.note(told(account, noon - 3_600_000));

    expect(one.asked).toHaveLength(4);
    expect((await readingOf(account))?.newestCallMs).toBe(noon - 60_000 + 15_000);
  });

  it('believes no call that lies ahead', async () => {
    const account = newAccount();
    await recorder().note(told(account, noon + 86_400_000));

    expect(await readingOf(account)).toMatchObject({ firstCallMs: noon, newestCallMs: noon });
  });

  it("does not believe a tenant's topic about an account that no tenant brings", async () => {
    const account = newAccount();
    const { note } = recorder();
    await note(told(account, noon - 30_000, noon - 20_000, true));
    expect(await readingOf(account)).toBeUndefined();
    expect(await readingOf(account, true)).toMatchObject({ newestCallMs: noon - 20_000 });

    await note(told(account, noon - 10_000));
    expect(await readingOf(account, true)).toMatchObject({
      firstCallMs: noon - 30_000,
      newestCallMs: noon - 10_000,
    });
  });
});

describe('queue-size', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = await startTestEngine();
  });
  afterAll(() => engine?.stop());

  it('counts what waits, what is delayed, and what somebody works on', async () => {
    const { sqs } = engine.clients;
    await sqs.send(new CreateQueueCommand({ QueueName: 'feedback' }));
    const QueueUrl = engine.queueUrl('feedback');
    const size = queueSize(sqs, QueueUrl);
    expect(await size()).toBe(0);

    for (const MessageBody of ['one', 'two'])
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'three', DelaySeconds: 60 }));
    await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1 }));

    expect(await size()).toBe(3);
  });
});
