import type { EventBridgeClient, PutEventsCommandInput } from '@aws-sdk/client-eventbridge';
import type { PublishBatchCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it } from '@jest/globals';
import { eventBus } from '../../../../shared/aws/pipeline-events/event-bus.ts';
import { snsTopic } from '../../../../shared/aws/pipeline-events/sns-topic.ts';
import type { PipelineEvent } from '../../../../shared/pipeline-events/pipeline-event.ts';

const event = (messageId: string): PipelineEvent => ({
  version: 1,
  id: '0123456789abcdef01234567',
  type: 'expired',
  time: '2026-11-21T12:00:00.000Z',
  tenantId: 'acme',
  messageId,
});
const events = [event('a'), event('b'), event('c')];

/** An error as a client of the SDK throws it. */
const awsError = (name: string, httpStatusCode: number | undefined): Error =>
  Object.assign(new Error('not for the log'), { name, $metadata: { httpStatusCode } });

/** A client that notes what it is sent, and answers so. */
const clientOf = <Input>(answer: unknown) => {
  const inputs: Input[] = [];
  const send = async ({ input }: { readonly input: Input }) => {
    inputs.push(input);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { inputs, client: { send } as unknown };
};

const refusals: readonly (readonly [Error, string])[] = [
  [awsError('NotFoundException', 404), 'setup'],
  [awsError('AuthorizationErrorException', 403), 'setup'],
  [awsError('AccessDeniedException', 400), 'setup'],
  [awsError('KMSDisabledException', 400), 'setup'],
  [awsError('ThrottledException', 429), 'unreachable'],
  [awsError('KMSThrottlingException', 400), 'unreachable'],
  [awsError('InternalErrorException', 500), 'unreachable'],
  [awsError('TimeoutError', undefined), 'unreachable'],
];

describe('snsTopic', () => {
  const topicOf = (answer: unknown) => {
    const { inputs, client } = clientOf<PublishBatchCommandInput>(answer);
    return { inputs, topic: snsTopic(client as SNSClient, 'arn:topic') };
  };

  it('publishes a batch with type and tenant as attributes for filters', async () => {
    const { inputs, topic } = topicOf({ Successful: [], Failed: [] });

    expect(await topic.publish(events)).toEqual([]);
    expect(inputs[0]?.TopicArn).toBe('arn:topic');
    expect(inputs[0]?.PublishBatchRequestEntries?.map(({ Id }) => Id)).toEqual(['0', '1', '2']);
    expect(inputs[0]?.PublishBatchRequestEntries?.[1]).toEqual({
      Id: '1',
      Message: JSON.stringify(event('b')),
      MessageAttributes: {
        type: { DataType: 'String', StringValue: 'expired' },
        tenantId: { DataType: 'String', StringValue: 'acme' },
      },
    });
  });

  it('names exactly the entries that failed, and whether they may succeed', async () => {
    const { topic } = topicOf({
      Failed: [
        { Id: '2', Code: 'InternalError', SenderFault: false },
        { Id: '0', Code: 'InvalidParameter', SenderFault: true },
        { Id: '1', Code: 'Throttled', SenderFault: true },
      ],
    });

    expect(await topic.publish(events)).toEqual([
      { index: 2, kind: 'unreachable', code: 'InternalError' },
      { index: 0, kind: 'event', code: 'InvalidParameter' },
      { index: 1, kind: 'unreachable', code: 'Throttled' },
    ]);
  });

  it.each(refusals)('fails all on %s: %s', async (error, kind) => {
    const { topic } = topicOf(error);

    expect(await topic.publish(events)).toEqual(
      events.map((_, index) => ({ index, kind, code: error.name })),
    );
  });
});

describe('eventBus', () => {
  const busOf = (answer: unknown) => {
    const { inputs, client } = clientOf<PutEventsCommandInput>(answer);
    return { inputs, bus: eventBus(client as EventBridgeClient, 'bus') };
  };

  it('publishes a batch, each with its type, time and the event itself', async () => {
    const { inputs, bus } = busOf({ Entries: [{ EventId: '1' }] });

    expect(await bus.publish(events)).toEqual([]);
    expect(inputs[0]?.Entries?.[2]).toEqual({
      EventBusName: 'bus',
      Source: 'ses-pipeline',
      DetailType: 'expired',
      Time: new Date('2026-11-21T12:00:00.000Z'),
      Detail: JSON.stringify(event('c')),
    });
  });

  it('names exactly the entries that failed, and whether they may succeed', async () => {
    const codes = [undefined, 'ThrottlingException', 'InternalFailure', 'MalformedDetail'];
    const { bus } = busOf({
      Entries: [...codes, 'AccessDeniedException'].map((ErrorCode) => ({ ErrorCode })),
    });

    expect(await bus.publish([...events, event('d'), event('e')])).toEqual([
      { index: 1, kind: 'unreachable', code: 'ThrottlingException' },
      { index: 2, kind: 'unreachable', code: 'InternalFailure' },
      { index: 3, kind: 'event', code: 'MalformedDetail' },
      { index: 4, kind: 'setup', code: 'AccessDeniedException' },
    ]);
  });

  it.each(refusals)('fails all on %s: %s', async (error, kind) => {
    const { bus } = busOf(error);

    expect(await bus.publish(events)).toEqual(
      events.map((_, index) => ({ index, kind, code: error.name })),
    );
  });
});
