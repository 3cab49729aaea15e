import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { InvocationResult } from '../../../local/lambda/invocation.ts';
import {
  type QueuePoller,
  type QueuePollerOptions,
  startQueuePoller,
} from '../../../local/triggers/queue-poller.ts';
import type { SqsEvent } from '../../../local/triggers/sqs-event.ts';
import { until } from '../../support/until.ts';
import { region, startTestEngine, type TestEngine } from '../support/engine.ts';

let engine: TestEngine;
let pollers: QueuePoller[] = [];
let problems: string[] = [];
let queues = 0;

beforeAll(async () => {
  engine = await startTestEngine();
});

afterEach(async () => {
  await Promise.all(pollers.map((poller) => poller.stop(1_000)));
  pollers = [];
  problems = [];
});

afterAll(() => engine.stop());

const aQueue = async (
  visibilitySeconds = 30,
  attributes: Record<string, string> = {},
): Promise<string> => {
  queues += 1;
  const QueueName = `queue-${queues}`;
  await engine.clients.sqs.send(
    new CreateQueueCommand({
      QueueName,
      Attributes: { VisibilityTimeout: String(visibilitySeconds), ...attributes },
    }),
  );
  return QueueName;
};

const put = async (queue: string, bodies: readonly string[]): Promise<void> => {
  for (let at = 0; at < bodies.length; at += 10) {
    const Entries = bodies
      .slice(at, at + 10)
      .map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    await engine.clients.sqs.send(
      new SendMessageBatchCommand({ QueueUrl: engine.queueUrl(queue), Entries }),
    );
  }
};

const depthOf = async (queue: string): Promise<readonly [visible: number, inFlight: number]> => {
  const { Attributes } = await engine.clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: engine.queueUrl(queue), AttributeNames: ['All'] }),
  );
  return [
    Number(Attributes?.ApproximateNumberOfMessages),
    Number(Attributes?.ApproximateNumberOfMessagesNotVisible),
  ];
};

const numbers = (count: number): string[] => Array.from({ length: count }, (_, at) => String(at));

const ok = (payload: unknown = null): InvocationResult => ({
  kind: 'ok',
  payload: JSON.stringify(payload),
  requestId: 'r',
});
const failure: InvocationResult = {
  kind: 'error',
  error: { errorType: 'Error', errorMessage: 'no' },
  requestId: 'r',
};

const poll = (
  queue: string,
  invoke: (event: SqsEvent) => Promise<InvocationResult>,
  settings: Partial<QueuePollerOptions['settings']> = {},
  changes: Partial<QueuePollerOptions> = {},
): QueuePoller => {
  const poller = startQueuePoller({
    sqs: engine.clients.sqs,
    queueUrl: engine.queueUrl(queue),
    queueArn: engine.queueArn(queue),
    region,
    settings: {
      batchSize: 10,
      batchingWindowSeconds: 0,
      maximumConcurrency: 5,
      reportsItemFailures: true,
      ...settings,
    },
    invoke,
    onProblem: (problem) => void problems.push(problem),
    waitSeconds: 1,
    ...changes,
  });
  pollers.push(poller);
  return poller;
};

/** How many messages each batch has, as they run. */
const sizesOfBatches = (queue: string, settings: Partial<QueuePollerOptions['settings']>) => {
  const sizes: number[] = [];
  const invoke = async ({ Records }: SqsEvent): Promise<InvocationResult> => {
    sizes.push(Records.length);
    return ok();
  };
  const poller = poll(queue, invoke, settings);
  return { sizes, poller };
};

describe('queue-poller', () => {
  it('gives a function the record that Lambda would, and deletes what it handled', async () => {
    const queue = await aQueue();
    const events: SqsEvent[] = [];
    poll(queue, async (event) => {
      events.push(event);
      return ok();
    });

    await engine.clients.sqs.send(
      new SendMessageCommand({
        QueueUrl: engine.queueUrl(queue),
        MessageBody: 'grüße 👋',
        MessageAttributes: {
          origin: { DataType: 'String', StringValue: 'test' },
          bytes: { DataType: 'Binary', BinaryValue: Uint8Array.of(1, 2, 3) },
        },
      }),
    );
    await until(
      'it is deleted',
      async () => events.length > 0 && (await depthOf(queue)).join() === '0,0',
    );

    expect(events).toEqual([
      {
        Records: [
          {
            messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
            receiptHandle: expect.any(String),
            body: 'grüße 👋',
            attributes: {
              ApproximateReceiveCount: '1',
              SentTimestamp: expect.stringMatching(/^\d{13}$/),
              SenderId: '000000000000',
              ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
            },
            messageAttributes: {
              origin: {
                stringValue: 'test',
                stringListValues: [],
                binaryListValues: [],
                dataType: 'String',
              },
              bytes: {
                binaryValue: 'AQID',
                stringListValues: [],
                binaryListValues: [],
                dataType: 'Binary',
              },
            },
            md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
            md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
            eventSource: 'aws:sqs',
            eventSourceARN: engine.queueArn(queue),
            awsRegion: region,
          },
        ],
      },
    ]);
  });

  it('leaves the messages that the function names, which come back with a higher receive count', async () => {
    const queue = await aQueue(1);
    const seen = new Map<string, string[]>();
    poll(queue, async ({ Records }) => {
      for (const { body, attributes } of Records)
        seen.set(body, [...(seen.get(body) ?? []), attributes.ApproximateReceiveCount ?? '']);
      const failed = Records.filter(
        ({ body, attributes }) => body === 'bad' && attributes.ApproximateReceiveCount !== '3',
      );
      return ok({
        batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })),
      });
    });

    await put(queue, ['good', 'bad', 'fine']);
    await until(
      'all are deleted',
      async () => seen.get('bad')?.length === 3 && (await depthOf(queue)).join() === '0,0',
    );

    expect(Object.fromEntries(seen)).toEqual({ good: ['1'], fine: ['1'], bad: ['1', '2', '3'] });
  });

  it.each([
    ['throws', failure],
    [
      'names a message that is not in the batch',
      ok({ batchItemFailures: [{ itemIdentifier: 'unknown' }] }),
    ],
  ])(
    'deletes nothing when the function %s, and the messages move to the dead letters by themselves',
    async (_, result) => {
      const deadLetters = await aQueue();
      const redrive = JSON.stringify({
        deadLetterTargetArn: engine.queueArn(deadLetters),
        maxReceiveCount: 2,
      });
      const queue = await aQueue(1, { RedrivePolicy: redrive });
      let invocations = 0;
      poll(queue, async () => {
        invocations += 1;
        return result;
      });

      await put(queue, ['a', 'b']);
      await until('both are dead letters', async () => (await depthOf(deadLetters))[0] === 2);

      expect(invocations).toBeGreaterThanOrEqual(2);
      expect(problems[0]).toMatch(/^a batch of \d failed/);
    },
  );

  it('runs no more invocations at a time than it may, and holds no more messages than they take', async () => {
    const queue = await aQueue();
    let running = 0;
    let most = 0;
    let mostInFlight = 0;
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    await put(queue, numbers(60));
    const poller = poll(
      queue,
      async () => {
        running += 1;
        most = Math.max(most, running);
        await gate;
        running -= 1;
        return ok();
      },
      { batchSize: 5, maximumConcurrency: 2 },
    );

    await until('two run', () => running === 2);
    for (let look = 0; look < 5; look += 1) {
      await sleep(50);
      mostInFlight = Math.max(mostInFlight, (await depthOf(queue))[1]);
    }
    open();
    await until('all are deleted', async () => (await depthOf(queue)).join() === '0,0');

    expect(most).toBe(2);
    expect(mostInFlight).toBe(10);
    expect(poller.counts()).toMatchObject({ received: 60, invocations: 12, deleted: 60, kept: 0 });
  });

  it('dispatches a batch above ten as soon as it is full', async () => {
    const queue = await aQueue();
    await put(queue, numbers(130));
    const { sizes } = sizesOfBatches(queue, {
      batchSize: 100,
      batchingWindowSeconds: 300,
      maximumConcurrency: 1,
    });

    await until('the first batch runs', () => sizes.length === 1);

    expect(sizes).toEqual([100]);
  });

  it('dispatches what it has when the window closes, and not before', async () => {
    const [queue, other] = [await aQueue(), await aQueue()];
    await Promise.all([put(queue, numbers(30)), put(other, numbers(30))]);
    const startedAtMs = performance.now();
    const longer = sizesOfBatches(other, {
      batchSize: 100,
      batchingWindowSeconds: 300,
      maximumConcurrency: 1,
    });
    const { sizes } = sizesOfBatches(queue, {
      batchSize: 100,
      batchingWindowSeconds: 1,
      maximumConcurrency: 1,
    });

    await until('it runs', () => sizes.length === 1);

    expect(sizes).toEqual([30]);
    expect(performance.now() - startedAtMs).toBeGreaterThan(900);
    expect(longer.sizes).toEqual([]);
  });

  it('changes batch size and concurrency while it runs', async () => {
    const queue = await aQueue();
    const { sizes, poller } = sizesOfBatches(queue, { batchSize: 1, maximumConcurrency: 1 });
    await put(queue, numbers(3));
    await until('three ran', () => sizes.length === 3);

    poller.change({ batchSize: 10 });
    // A receive that is under way still asks for one.
    await sleep(3_000);
    await put(queue, numbers(10));
    await until('ten more ran', () => sizes.reduce((total, size) => total + size, 0) === 13);

    expect(sizes).toEqual([1, 1, 1, 10]);
  });

  it('receives nothing while it is disabled', async () => {
    const queue = await aQueue();
    let invocations = 0;
    const poller = poll(queue, async () => {
      invocations += 1;
      return ok();
    });

    await poller.disable();
    await put(queue, ['later']);
    await sleep(200);
    expect(invocations).toBe(0);
    poller.enable();
    await until('it ran', () => invocations === 1);
  });

  it('waits for the invocation that runs when it stops, and deletes what that handled', async () => {
    const queue = await aQueue();
    let isDone = false;
    const poller = poll(queue, async () => {
      await sleep(300);
      isDone = true;
      return ok();
    });
    await put(queue, ['last']);
    await until('it runs', () => poller.counts().runningInvocations === 1);

    await poller.stop(2_000);

    expect(isDone).toBe(true);
    expect(await depthOf(queue)).toEqual([0, 0]);
  });

  it('stops in time although an invocation hangs', async () => {
    const stuck = async () => {
      const queue = await aQueue();
      const poller = poll(queue, () => new Promise(() => undefined));
      await put(queue, ['stuck']);
      await until('it runs', () => poller.counts().runningInvocations === 1);
      return { queue, poller };
    };
    const [patient, hasty] = [await stuck(), await stuck()];
    const stopped: string[] = [];

    // One beside the other: how long a second takes is up to the machine.
    await Promise.all([
      patient.poller.stop(1_000).then(() => stopped.push('patient')),
      hasty.poller.stop(100).then(() => stopped.push('hasty')),
    ]);

    expect(stopped).toEqual(['hasty', 'patient']);
    expect(await depthOf(hasty.queue)).toEqual([0, 1]);
  });

  it('goes on after errors of the queue', async () => {
    const name = 'queue-made-late';
    let invocations = 0;
    poll(name, async () => {
      invocations += 1;
      return ok();
    });
    await until('a problem is told', () => problems.length > 0);

    await engine.clients.sqs.send(new CreateQueueCommand({ QueueName: name }));
    await put(name, ['at last']);
    await until('it ran', () => invocations === 1);

    expect(problems[0]).toBe('receive failed: QueueDoesNotExist');
  });

  it('goes on when the invocation itself rejects', async () => {
    const queue = await aQueue(1);
    let attempts = 0;
    poll(queue, async () => {
      attempts += 1;
      if (attempts === 1) throw new TypeError('no function');
      return ok();
    });

    await put(queue, ['again']);
    await until(
      'it is deleted',
      async () => attempts === 2 && (await depthOf(queue)).join() === '0,0',
    );

    expect(problems).toContain('an invocation could not be made: TypeError');
  });

  it('refuses settings that Lambda would refuse', () => {
    const start = (settings: Partial<QueuePollerOptions['settings']>) => () =>
      poll('any', async () => ok(), settings, { enabled: false });

    expect(start({ batchSize: 0 })).toThrow(new RangeError('batchSize must be 1 to 10000, not 0'));
    expect(start({ batchSize: 11 })).toThrow(
      /Maximum batch window in seconds must be greater than 0/,
    );
    expect(start({ batchingWindowSeconds: 301 })).toThrow(RangeError);
    expect(start({ maximumConcurrency: 0 })).toThrow(RangeError);
  });

  it('feeds thousands of messages in full batches, each once', async () => {
    const queue = await aQueue();
    await put(queue, numbers(2_000));
    const bodies: string[] = [];
    const poller = poll(
      queue,
      async ({ Records }) => {
        bodies.push(...Records.map(({ body }) => body));
        return ok();
      },
      { batchSize: 100, batchingWindowSeconds: 300, maximumConcurrency: 5 },
    );

    await until('all are deleted', () => poller.counts().deleted === 2_000);

    expect(bodies.toSorted()).toEqual([...numbers(2_000)].toSorted());
    expect(poller.counts()).toMatchObject({ received: 2_000, invocations: 20 });
  });

  it('works for a queue whose URL was asked for by name', async () => {
    const queue = await aQueue();
    const other = new SQSClient({
      endpoint: engine.url,
      region,
      credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
    });
    const { GetQueueUrlCommand } = await import('@aws-sdk/client-sqs');

    const { QueueUrl } = await other.send(new GetQueueUrlCommand({ QueueName: queue }));
    other.destroy();

    expect(QueueUrl).toBe(engine.queueUrl(queue));
  });
});
