import { describe, expect, it } from '@jest/globals';
import { heldText } from '../../../functions/send-email/held-text.ts';

describe('heldText', () => {
  it('keeps the whole message under its full name, also when it brought none', () => {
    const key = { tenantId: 'default', messageId: 'sqs-1' };

    expect(
      JSON.parse(
        heldText('{"subject":"Hello","to":["jane@example.org"]}', { key, stream: 'marketing' }),
      ),
    ).toEqual({
      subject: 'Hello',
      to: ['jane@example.org'],
      tenantId: 'default',
      messageId: 'sqs-1',
      stream: 'marketing',
    });
  });
});
