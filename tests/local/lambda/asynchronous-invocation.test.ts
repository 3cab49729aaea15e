import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAsynchronousInvocation } from '../../../local/lambda/asynchronous-invocation.ts';
import type { FunctionPool } from '../../../local/lambda/function-pool.ts';
import type { InvocationResult } from '../../../local/lambda/invocation.ts';
import type { AsynchronousSettings } from '../../../local/template/function-resources.ts';
import { startTestEngine, type TestEngine } from '../support/engine.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await startTestEngine();
  for (const QueueName of ['dead', 'failed'])
    await engine.clients.sqs.send(new CreateQueueCommand({ QueueName }));
});

afterAll(() => engine.stop());

const failure: InvocationResult = {
  kind: 'error',
  error: { errorType: 'TypeError', errorMessage: 'no' },
  requestId: 'r-1',
};
const success: InvocationResult = { kind: 'ok', payload: 'null', requestId: 'r-2' };

const received = async (queue: string) => {
  const { Messages = [] } = await engine.clients.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: engine.queueUrl(queue),
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
      VisibilityTimeout: 30,
    }),
  );
  return Messages.map(({ Body = '', MessageAttributes = {} }) => ({
    body: JSON.parse(Body),
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]),
    ),
  }));
};

const anInvocation = (
  answers: readonly InvocationResult[],
  changes: Partial<AsynchronousSettings> = {},
) => {
  const events: unknown[] = [];
  const pool: FunctionPool = {
    name: 'hear',
    invoke: async (event) => {
      events.push(event);
      return answers[events.length - 1] ?? failure;
    },
    warm: async () => {},
    pids: () => [],
    kill: () => 0,
    stop: async () => undefined,
  };
  const invoke = createAsynchronousInvocation({
    pool,
    functionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:hear',
    settings: {
      retries: 2,
      maximumAgeSeconds: 60,
      deadLetterArn: undefined,
      onFailureArn: undefined,
      ...changes,
    },
    sqs: engine.clients.sqs,
    queueUrl: (arn) => engine.queueUrl(arn.split(':').at(-1) ?? ''),
    retryDelaysMs: [10, 20],
    onProblem: () => undefined,
  });
  return { invoke, events };
};

describe('asynchronous-invocation', () => {
  it('tries again twice', async () => {
    const { invoke, events } = anInvocation([failure, failure, success]);

    expect(await invoke({ n: 1 })).toBe(success);
    expect(events).toEqual([{ n: 1 }, { n: 1 }, { n: 1 }]);
  });

  it('puts an event that failed for good into the dead-letter queue as it was, with the reason as attributes', async () => {
    const { invoke, events } = anInvocation([], { deadLetterArn: engine.queueArn('dead') });

    await invoke({ n: 2 });

    expect(events).toHaveLength(3);
    expect(await received('dead')).toEqual([
      { body: { n: 2 }, attributes: { RequestID: 'r-1', ErrorCode: '200', ErrorMessage: 'no' } },
    ]);
  });

  it('tells the on-failure destination what was asked and what came of it', async () => {
    const { invoke, events } = anInvocation([], {
      retries: 0,
      onFailureArn: engine.queueArn('failed'),
    });

    await invoke({ n: 3 });

    expect(events).toHaveLength(1);
    expect(await received('failed')).toEqual([
      {
        body: {
          version: '1.0',
          timestamp: expect.stringMatching(/^\d{4}-/),
          requestContext: {
            requestId: 'r-1',
            functionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:hear:$LATEST',
            condition: 'RetriesExhausted',
            approximateInvokeCount: 1,
          },
          requestPayload: { n: 3 },
          responseContext: {
            statusCode: 200,
            executedVersion: '$LATEST',
            functionError: 'Unhandled',
          },
          responsePayload: { errorType: 'TypeError', errorMessage: 'no' },
        },
        attributes: {},
      },
    ]);
  });

  it('does not try again what would be too old by then', async () => {
    const { invoke, events } = anInvocation([], { maximumAgeSeconds: 0.001 });

    await invoke({});

    expect(events).toHaveLength(1);
  });
});
