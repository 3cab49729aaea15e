import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readPipelineEvent } from '../../client/read-pipeline-event.ts';
import { pipelineEventSchema } from '../../shared/pipeline-events/pipeline-event.ts';

const event = {
  version: 1,
  id: '0123456789abcdef01234567',
  type: 'expired',
  time: '2026-11-21T12:00:00.000Z',
  tenantId: 'acme',
  messageId: 'order-1',
};
const text = JSON.stringify(event);
const notification = { Type: 'Notification', TopicArn: 'arn:topic', Message: text };
const ofBus = { version: '0', id: 'x', source: 'ses-pipeline', detail: event };

describe('readPipelineEvent', () => {
  it.each<readonly [string, unknown]>([
    ['itself', event],
    ['as text', text],
    ['in an SNS notification', notification],
    ['in a notification as text', JSON.stringify(notification)],
    ['in a record of SQS', { messageId: 'm', body: JSON.stringify(notification) }],
    ['raw in a record of SQS', { messageId: 'm', body: text }],
    ['from an EventBridge rule', ofBus],
    ['from a rule, in a record of SQS', { messageId: 'm', body: JSON.stringify(ofBus) }],
  ])('reads an event %s', (_, content) => {
    expect(readPipelineEvent(content)).toEqual(event);
  });

  it('knows every type of the schema', () => {
    for (const { shape } of pipelineEventSchema.def.options) {
      const type = [...shape.type.def.values][0];

      expect(readPipelineEvent({ ...event, type })).toMatchObject({ type });
    }
  });

  it.each<readonly [string, unknown]>([
    ['a later version', { ...event, version: 2 }],
    ['a later type', { ...event, type: 'read' }],
    ['an event of SES', { eventType: 'Bounce', mail: {} }],
    ['no JSON', 'Hello'],
    ['nothing', undefined],
  ])('passes by %s', (_, content) => {
    expect(readPipelineEvent(content)).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.json()), (content) => {
        expect(readPipelineEvent(content)).toBeUndefined();
      }),
    );
  });
});
