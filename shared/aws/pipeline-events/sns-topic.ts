import { PublishBatchCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { PipelineEvent } from '../../pipeline-events/pipeline-event.ts';
import type { EventTarget, PublishFailure } from '../../pipeline-events/ports.ts';
import { failedRequest } from './failed-request.ts';

/**
 * The topic of pipeline events. `type` and `tenantId` are attributes too, because a filter on
 * attributes costs nothing.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
 */
export const snsTopic = (client: SNSClient, topicArn: string): EventTarget => ({
  name: 'SNS topic',
  publish: async (events) => {
    try {
      const { Failed = [] } = await client.send(
        new PublishBatchCommand({
          TopicArn: topicArn,
          PublishBatchRequestEntries: events.map((event, index) => ({
            Id: String(index),
            Message: JSON.stringify(event),
            MessageAttributes: attributesOf(event),
          })),
        }),
      );
      return Failed.map(({ Id, Code = 'unknown', SenderFault }) => ({
        index: Number(Id),
        kind: kindOf(Code, SenderFault === true),
        code: Code,
      }));
    } catch (error) {
      return failedRequest(events, error);
    }
  },
});

const text = (value: string) => ({ DataType: 'String', StringValue: value });

const attributesOf = ({ type, tenantId }: PipelineEvent) => ({
  type: text(type),
  tenantId: text(tenantId),
});

/** An entry that is the sender's fault is never taken, unless SNS only throttles. */
const kindOf = (code: string, isSenderFault: boolean): PublishFailure['kind'] =>
  isSenderFault && !/throttl/i.test(code) ? 'event' : 'unreachable';
