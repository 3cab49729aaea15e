import { describe, expect, it } from '@jest/globals';
import { explainEvents } from '../../../shared/feedback/explain-events.ts';
import { bounce, complaint, delivery, mail } from '../../fixtures/events/build.ts';

describe('explain-events', () => {
  it('says of each event what it is, whom it is about, and whether it suppresses them', () => {
    const file = [bounce(), complaint({ complaintFeedbackType: 'not-spam' }), delivery()]
      .map((event) => JSON.stringify(event))
      .join('');

    expect(explainEvents(`${file}{"a":1}{"eventType":"Bounce"}`)).toMatchObject([
      {
        index: 0,
        kind: 'bounce',
        recipients: ['ada@example.com'],
        suppress: true,
        reason: 'Permanent/General',
      },
      { index: 1, kind: 'complaint', suppress: false, reason: 'not-spam' },
      { index: 2, kind: 'delivery', suppress: false, reason: null },
      {
        index: 3,
        kind: 'ignored',
        recipients: [],
        suppress: false,
        reason: null,
        eventId: null,
        detail: 'no event of SES',
      },
      {
        index: 4,
        kind: 'invalid',
        recipients: [],
        suppress: false,
        eventId: null,
        detail: 'bounce: bounce is missing',
      },
    ]);
  });

  it.each([
    [['marketing'], true],
    [undefined, false],
  ])('says that an opt-out of the stream %j suppresses: %j', (stream, suppress) => {
    const tags = stream === undefined ? {} : { 'pipeline-stream': stream };
    const event = bounce({ bounceSubType: 'UnsubscribedRecipient' }, mail({ tags }));

    expect(explainEvents(JSON.stringify(event))).toMatchObject([{ suppress }]);
  });
});
