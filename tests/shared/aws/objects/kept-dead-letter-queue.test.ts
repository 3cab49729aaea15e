import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createEngineClients,
  type EngineClients,
} from '../../../../local/engines/create-resources.ts';
import { keptDeadLetterQueue } from '../../../../shared/aws/objects/kept-dead-letter-queue.ts';
import { keepDeadLettersIn } from '../../../../shared/aws/objects/kept-dead-letters.ts';
import { keptKey } from '../../../../shared/dead-letters/kept-dead-letter.ts';
import { region, startTestEngine, type TestEngine } from '../../../local/support/engine.ts';

const bucket = { name: 'kept-letters-of-the-test' };
const noon = Date.UTC(2026, 10, 21, 12);

let engine: TestEngine;
beforeAll(async () => {
  engine = await startTestEngine();
  await engine.clients.s3.send(new CreateBucketCommand({ Bucket: bucket.name }));
});
const opened: EngineClients[] = [];
afterAll(async () => {
  for (const clients of opened) clients.close();
  await engine?.stop();
});

const deadLetterOf = (queue: string, number: number) => ({
  queue,
  sqsMessageId: `letter-${number}`,
  body: `body ${number}`,
  attributes: {},
  sourceArn: undefined,
  sentAtMs: noon + number,
});

const keep = async (queue: string, count: number): Promise<void> => {
  const { keepDeadLetter } = keepDeadLettersIn(engine.clients.s3, bucket);
  for (let number = 0; number < count; number += 1)
    await keepDeadLetter(deadLetterOf(queue, number));
};

/** The client of the engine, with something that happens before each GetObject. */
const clientWith = (before: (key: string) => Promise<void>) => {
  const clients = createEngineClients(region, engine.url, engine.url);
  opened.push(clients);
  const client = clients.s3;
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === 'GetObjectCommand' && 'Key' in args.input)
          await before(String(args.input.Key));
        return next(args);
      },
    { step: 'initialize' },
  );
  return client;
};

describe('keptLetterQueue', () => {
  it('gives ten dead letters at a time, oldest first, until there are no more', async () => {
    await keep('many', 23);
    const queue = keptDeadLetterQueue(engine.clients.s3, bucket, 'many');

    const takes = [await queue.take(), await queue.take(), await queue.take(), await queue.take()];

    expect(takes.map((some) => some.length)).toEqual([10, 10, 3, 0]);
    expect(takes.flat().map(({ deadLetter }) => deadLetter.body)).toEqual(
      Array.from({ length: 23 }, (_, number) => `body ${number}`),
    );
  });

  it('passes over a dead letter that somebody has redriven between the list and the read', async () => {
    await keep('raced', 3);
    const gone = keptKey(deadLetterOf('raced', 1));
    const client = clientWith(async (key) => {
      if (key === gone)
        await engine.clients.s3.send(new DeleteObjectCommand({ Bucket: bucket.name, Key: gone }));
    });

    const taken = await keptDeadLetterQueue(client, bucket, 'raced').take();

    expect(taken.map(({ deadLetter }) => deadLetter.sqsMessageId)).toEqual([
      'letter-0',
      'letter-2',
    ]);
  });

  it('fails where a dead letter is there and cannot be read', async () => {
    await keep('closed', 1);
    const client = clientWith(async () => {
      throw Object.assign(new Error('no'), { name: 'AccessDenied' });
    });

    await expect(keptDeadLetterQueue(client, bucket, 'closed').take()).rejects.toThrow('no');
  });

  it('shows an object that keep-messages did not write as it is', async () => {
    await engine.clients.s3.send(
      new PutObjectCommand({ Bucket: bucket.name, Key: 'letters/foreign/12-abc.json', Body: 'x' }),
    );

    const [taken] = await keptDeadLetterQueue(engine.clients.s3, bucket, 'foreign').take();

    expect(taken?.deadLetter).toMatchObject({ sqsMessageId: 'abc', body: 'x', queue: 'foreign' });
  });
});
