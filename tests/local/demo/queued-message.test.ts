import { describe, expect, it } from '@jest/globals';
import { followMessage, queueByStream } from '../../../local/demo/queued-message.ts';

describe('queued-message', () => {
  it.each([
    ['transactional', '{"stream":"transactional"}'],
    ['bulk', '{"stream":"notifications"}'],
    ['bulk', '{"stream":"marketing","tenantId":7}'],
    ['transactional', '{}'],
    ['transactional', '{"stream":"unheard-of"}'],
    ['transactional', '{"stream":"market'],
    ['transactional', 'null'],
  ])('puts in the %s lane: %s', (lane, body) => {
    expect(queueByStream(body)).toEqual({ lane, body });
  });

  it('follows a message by its own id first, then by that of SQS', () => {
    expect(followMessage('{"messageId":"order-1","tenantId":"acme"}', 'sqs-1')).toEqual({
      sqsMessageId: 'sqs-1',
      keys: [
        { tenantId: 'acme', messageId: 'order-1' },
        { tenantId: 'acme', messageId: 'sqs-1' },
        { tenantId: 'default', messageId: 'sqs-1' },
      ],
    });
  });

  it.each(['{"messageId":"order 1"}', '{"tenantId":"a#b"}', '[]', 'broken'])(
    'follows by the id of SQS alone: %s',
    (body) => {
      expect(followMessage(body, 'sqs-1').keys).toEqual([
        { tenantId: 'default', messageId: 'sqs-1' },
      ]);
    },
  );
});
