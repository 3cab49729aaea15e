import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { pipelineEventSchema } from '../../../shared/pipeline-events/pipeline-event.ts';
import { publishedEventSchema } from '../../../shared/pipeline-events/published-schema.ts';

const schemaFile: unknown = JSON.parse(
  readFileSync(new URL('../../../schema/pipeline-event.schema.json', import.meta.url), 'utf8'),
);

const sent = {
  version: 1,
  id: '0123456789abcdef01234567',
  type: 'sent',
  time: '2026-11-21T12:00:00.000Z',
  tenantId: 'acme',
  messageId: 'order-1',
  stream: 'transactional',
  part: 0,
  recipients: [0],
};

describe('the JSON Schema of pipeline events', () => {
  it('of events is up to date (if not: npm run schema)', () => {
    expect(schemaFile).toEqual(JSON.parse(JSON.stringify(publishedEventSchema())));
  });

  it('takes an event, also one with fields that come later', () => {
    expect(pipelineEventSchema.safeParse(sent).success).toBe(true);
    expect(pipelineEventSchema.safeParse({ ...sent, later: true }).success).toBe(true);
  });

  it('has a field for no address, no subject and no text of a person', () => {
    const names = new Set(
      publishedEventSchema().oneOf?.flatMap(({ properties = {} }) => Object.keys(properties)),
    );

    expect([...names].toSorted()).toEqual([
      'addressHashes',
      'bounceSubtype',
      'bounceType',
      'by',
      'code',
      'feedbackType',
      'id',
      'messageId',
      'part',
      'reason',
      'recipient',
      'recipientCount',
      'recipients',
      'scope',
      'sesMessageId',
      'stream',
      'tenantId',
      'time',
      'type',
      'version',
    ]);
  });
});
