import { describe, expect, it } from '@jest/globals';
import { diagnose } from '../../../shared/dead-letters/diagnose.ts';
import { basicStreams } from '../../../shared/email/streams.ts';
import { deadLetterOf } from '../../fakes/memory-dead-letters.ts';

const bounce = {
  eventType: 'Bounce',
  mail: {
    timestamp: '2026-11-21T12:00:00.000Z',
    messageId: 'ses-1',
    source: 'shop@example.com',
    destination: ['jane@example.org'],
    tags: {},
  },
  bounce: {
    bounceType: 'Permanent',
    bounceSubType: 'General',
    bouncedRecipients: [{ emailAddress: 'jane@example.org' }],
    timestamp: '2026-11-21T12:00:01.000Z',
    feedbackId: 'f-1',
  },
};
const notification = { Type: 'Notification', Message: JSON.stringify(bounce) };
const failedRun = (requestPayload: unknown, name = 'record-bounce') => ({
  version: '1.0',
  requestContext: {
    functionArn: `arn:aws:lambda:eu-west-1:1:function:ses-pipeline-dev-${name}:$LATEST`,
    condition: 'RetriesExhausted',
    approximateInvokeCount: 3,
  },
  requestPayload,
  responsePayload: {
    errorType: 'FeedbackNotRecorded',
    errorMessage: 'The notification is not recorded; the log says why.',
  },
});

describe('diagnose', () => {
  it('tells the reasons that the sender gave, the message, and the queue it came from', () => {
    expect(diagnose(deadLetterOf(), basicStreams)).toEqual({
      kind: 'mail',
      death: 'refused',
      origin: 'transactional',
      firstId: 'first-1',
      tenantId: 'default',
      messageId: 'order-1',
      reasons: ['MessageRejected: not verified'],
    });
  });

  it('tells the remedy apart from the reasons', () => {
    const { attributes } = deadLetterOf();

    expect(
      diagnose(
        deadLetterOf({ attributes: { ...attributes, remedy: 'Verify the sender.' } }),
        basicStreams,
      ),
    ).toMatchObject({ reasons: ['MessageRejected: not verified'], remedy: 'Verify the sender.' });
  });

  it('knows a message without an id of its own by that of its first copy', () => {
    expect(diagnose(deadLetterOf({ body: '{"tenantId":"acme"}' }), basicStreams)).toMatchObject({
      tenantId: 'acme',
      messageId: 'first-1',
    });
    expect(
      diagnose(
        deadLetterOf({ body: '{}', attributes: { 'pipeline-first-id': 'first-2' } }),
        basicStreams,
      ),
    ).toMatchObject({ messageId: 'first-2' });
    expect(diagnose(deadLetterOf({ body: '{}', attributes: {} }), basicStreams)).toMatchObject({
      messageId: 'dead-1',
    });
  });

  it('shows reasons that were cut off as far as they go', () => {
    const attributes = { reasons: '["to[0]: has no domain; cor', reasonCount: '90' };

    expect(diagnose(deadLetterOf({ attributes }), basicStreams).reasons).toEqual([
      'to[0]: has no domain; cor … (cut off)',
    ]);
  });

  it.each([
    [
      'by the queue that the sender named',
      { attributes: { queue: 'x-bulk', reasons: '[]' } },
      'bulk',
    ],
    [
      'by the queue that SQS names',
      { attributes: {}, sourceArn: 'arn:aws:sqs:eu-west-1:1:ses-pipeline-dev-bulk' },
      'bulk',
    ],
    ['by its stream', { attributes: {}, body: '{"stream":"marketing"}' }, 'bulk'],
    ['by its stream', { attributes: {}, body: '{"stream":"transactional"}' }, 'transactional'],
    [
      'as the most urgent, where nothing tells',
      { attributes: {}, body: 'no json' },
      'transactional',
    ],
  ] as const)('finds the origin of mail %s', (_, changes, origin) => {
    expect(diagnose(deadLetterOf(changes), basicStreams).origin).toBe(origin);
  });

  it('says of mail that its queue gave up what is wrong with it, and where to look', () => {
    const { death, reasons, remedy } = diagnose(
      deadLetterOf({ attributes: {}, body: '{"from":"shop@example.com"}' }),
      basicStreams,
    );

    expect(death).toBe('given-up');
    expect(reasons[0]).toMatch(/^to: there is no recipient/);
    expect(reasons.at(-1)).toMatch(/received too often/);
    expect(remedy).toMatch(/log of send-email/);
  });

  it('sends events that were not recorded back to the feedback queue, whichever way they died', () => {
    const body = JSON.stringify(notification);

    expect(
      diagnose(
        deadLetterOf({ queue: 'feedback-dead-letters', body, attributes: {} }),
        basicStreams,
      ),
    ).toMatchObject({
      kind: 'feedback',
      death: 'given-up',
      origin: 'feedback',
      reasons: [expect.stringMatching(/without being recorded/)],
      remedy: expect.stringMatching(/log of record-delivery/),
    });
    expect(
      diagnose(
        deadLetterOf({
          queue: 'urgent-feedback-dead-letters',
          body,
          attributes: { ErrorCode: '403', ErrorMessage: 'x' },
        }),
        basicStreams,
      ),
    ).toMatchObject({
      kind: 'feedback',
      death: 'undeliverable',
      origin: 'feedback',
      reasons: ['SNS could not deliver it: 403'],
      remedy: expect.stringMatching(/lets SNS in/),
    });
    const run = failedRun({ Records: [{ EventSource: 'aws:sns', Sns: notification }] });
    expect(
      diagnose(
        deadLetterOf({
          queue: 'urgent-feedback-dead-letters',
          body: JSON.stringify(run),
          attributes: {},
        }),
        basicStreams,
      ),
    ).toMatchObject({
      kind: 'feedback',
      death: 'run-failed',
      origin: 'feedback',
      reasons: [
        'ses-pipeline-dev-record-bounce failed after 3 tries: FeedbackNotRecorded; its log says more',
      ],
      remedy: expect.stringMatching(/^Look in the log of this function/),
    });
  });

  it('says why an event cannot be understood', () => {
    const { reasons } = diagnose(
      deadLetterOf({
        queue: 'feedback-dead-letters',
        body: '{"eventType":"Bounce"',
        attributes: {},
      }),
      basicStreams,
    );

    expect(reasons[0]).toBe('the event cannot be understood: broken JSON');
  });

  it('brings the run of a schedule back to nowhere', () => {
    const body = JSON.stringify(
      failedRun(
        { 'detail-type': 'Scheduled Event', source: 'aws.events', detail: {} },
        'refresh-quota',
      ),
    );

    expect(
      diagnose(
        deadLetterOf({ queue: 'schedule-dead-letters', body, attributes: {} }),
        basicStreams,
      ),
    ).toMatchObject({
      kind: 'run',
      death: 'run-failed',
      origin: undefined,
      reasons: [expect.stringMatching(/refresh-quota failed/), 'no redrive is needed'],
      remedy: expect.stringMatching(/^Nothing: the next run/),
    });
  });

  it('tells of one that no rule can read, and stops no other', () => {
    const letter = deadLetterOf({ queue: 'feedback-dead-letters', sqsMessageId: 'deep' });
    const broken = new Proxy(letter, {
      get: (target, name: keyof typeof letter) => {
        if (name === 'attributes') throw new RangeError('Maximum call stack size exceeded');
        return target[name];
      },
    });

    expect(diagnose(broken, basicStreams)).toMatchObject({
      ...{ kind: 'feedback', origin: undefined, firstId: 'deep' },
      reasons: [expect.stringContaining('it cannot be read (RangeError)')],
      remedy: expect.stringContaining('delete it'),
    });
  });
});
