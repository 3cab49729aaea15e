import { describe, expect, it } from '@jest/globals';
import { openEnvelope } from '../../../shared/feedback/open-envelope.ts';
import {
  bounce,
  bounceObject,
  delivery,
  eventBridge,
  httpRequest,
  lambdaSns,
  lambdaSqs,
  mail,
  snsNotification,
} from '../../fixtures/events/build.ts';

const found = (content: unknown): readonly string[] =>
  openEnvelope(content).map((opened) => (opened.kind === 'claim' ? opened.type : opened.kind));

const times = (count: number, wrap: (content: unknown) => unknown, content: unknown): unknown =>
  count === 0 ? content : times(count - 1, wrap, wrap(content));

describe('open envelope', () => {
  it.each([
    ['a bare event', bounce()],
    ['its text', JSON.stringify(bounce())],
    ['its text with a byte order mark', `\uFEFF${JSON.stringify(bounce())}`],
    ['its text as a JSON string', JSON.stringify(JSON.stringify(bounce()))],
    ['SNS over HTTP', snsNotification(bounce())],
    ['an HTTP request with SNS', httpRequest(bounce())],
    [
      'an HTTP request whose body is in base64',
      {
        body: Buffer.from(JSON.stringify(snsNotification(bounce()))).toString('base64'),
        isBase64Encoded: true,
      },
    ],
    ['SNS in a Lambda event', lambdaSns(bounce())],
    ['SNS in SQS in a Lambda event', lambdaSqs(snsNotification(bounce()))],
    ['SQS raw delivery in a Lambda event', lambdaSqs(bounce())],
    ['a body of SQS', JSON.stringify(snsNotification(bounce()))],
    [
      "SQS's answer to ReceiveMessage",
      {
        Messages: [
          { MessageId: '1', ReceiptHandle: 'h', Body: JSON.stringify(snsNotification(bounce())) },
        ],
      },
    ],
    ['EventBridge', eventBridge(bounce())],
    ['EventBridge in SQS', lambdaSqs(eventBridge(bounce()))],
    ['SNS in SQS in SNS in SQS', lambdaSqs(snsNotification(lambdaSqs(snsNotification(bounce()))))],
    [
      "Lambda's record of a failed run",
      {
        version: '1.0',
        requestContext: {},
        requestPayload: lambdaSns(bounce()),
        responsePayload: {},
      },
    ],
    ['the identity dialect', { notificationType: 'Bounce', bounce: bounceObject() }],
    ['a list', [bounce()]],
  ])('finds the event in %s', (_, content) => {
    expect(found(content)).toEqual(['Bounce']);
  });

  it('finds all events of a batch, in its order', () => {
    expect(
      found(lambdaSqs(snsNotification(bounce()), 'Hello', delivery(), '{"eventType":"Bou')),
    ).toEqual(['Bounce', 'ignored', 'Delivery', 'invalid']);
  });

  it.each([
    [
      "SES's test of a topic",
      snsNotification('Successfully validated SNS topic for Amazon SES event publishing.'),
    ],
    ['the same as plain text', 'Successfully validated SNS topic for Amazon SES event publishing.'],
    [
      'a subscription to confirm',
      {
        Type: 'SubscriptionConfirmation',
        Token: 't',
        Message: JSON.stringify(bounce()),
        SubscribeURL: 'https://x',
      },
    ],
    ['an end of subscription', { Type: 'UnsubscribeConfirmation', Token: 't', Message: '{' }],
    ['text that only looks a little like JSON', '[alarm] queue is long'],
    ['an empty text', ''],
    ['an empty batch', { Records: [] }],
    ['JSON of somebody else', snsNotification({ message: 'hello', detail: 'world' })],
    ['null', null],
    ['nothing', undefined],
    ['a number', 7],
    ['a number as text', '7'],
    [
      "the start of SES's inbound action",
      { Records: [{ eventSource: 'aws:ses', ses: { mail: mail(), receipt: {} } }] },
    ],
  ])('ignores %s', (_, content) => {
    expect(found(content)).toEqual(['ignored']);
  });

  it.each([
    ['broken JSON', '{"eventType":"Bounce","bounce":{"bounceType":"Perm'],
    ['broken JSON inside SNS', snsNotification('{"eventType":"Bounce",')],
    ['a broken list', '[{"eventType":"Bounce"'],
    ['an event that lost its type', { mail: mail(), bounce: bounceObject() }],
    ['an event whose type is no text', { ...bounce(), eventType: 5 }],
  ])('does not pass over %s', (_, content) => {
    expect(found(content)).toEqual(['invalid']);
  });

  it.each([
    ['', ['Bounce', 'Delivery']],
    ['\n', ['Bounce', 'Delivery']],
    [' \r\n\t', ['Bounce', 'Delivery']],
    ['\u001e', ['Bounce', 'invalid']],
    ['x', ['Bounce', 'invalid']],
    [',', ['Bounce', 'invalid']],
    ['{"a"}', ['Bounce', 'invalid', 'Delivery']],
    ['{', ['Bounce', 'invalid']],
    ['}', ['Bounce', 'invalid']],
    ['{}', ['Bounce', 'ignored', 'Delivery']],
  ])('finds events with %j between them in any body: %j', (between, kinds) => {
    for (const indent of [0, 2]) {
      const text = [bounce(), delivery()]
        .map((event) => JSON.stringify(event, null, indent))
        .join(between);

      expect(found(text)).toEqual(kinds);
      expect(found(snsNotification(text))).toEqual(kinds);
      expect(found(lambdaSqs(text))).toEqual(kinds);
      expect(found({ body: Buffer.from(text).toString('base64'), isBase64Encoded: true })).toEqual(
        kinds,
      );
    }
  });

  it.each([
    'bounce',
    'complaint',
    'delivery',
    'deliveryDelay',
    'reject',
    'open',
    'click',
    'failure',
    'send',
    'subscription',
  ])(
    'knows an event by its object %s when it has lost its type, and only beside a mail or a type',
    (name) => {
      for (const field of ['mail', 'eventType', 'notificationType'])
        expect(openEnvelope({ [name]: {}, [field]: null })).toEqual([
          { kind: 'invalid', detail: 'the event type is missing' },
        ]);
      expect(found({ [name]: {} })).toEqual(['ignored']);
      expect(found({ [name]: 'text', mail: {} })).toEqual(['ignored']);
    },
  );

  it.each([
    [{ Type: 'SubscriptionConfirmation', Message: bounce() }, 'SNS SubscriptionConfirmation'],
    [{ Type: 'UnsubscribeConfirmation', Message: bounce() }, 'SNS UnsubscribeConfirmation'],
    [[], 'an empty list'],
    ['Hello', 'plain text'],
    [{ hello: 1 }, 'no event of SES'],
    [7, 'no event of SES'],
    [{ Message: null }, 'no event of SES'],
  ])('says of %j why it is ignored: %s', (content, why) => {
    expect(openEnvelope(content)).toEqual([{ kind: 'ignored', why }]);
  });

  it.each([
    ['{', 'broken JSON'],
    ['[{', 'broken JSON'],
    ['[ [', 'broken JSON'],
    ['["', 'broken JSON'],
  ])('says of %j what is wrong: %s', (content, detail) => {
    expect(openEnvelope(content)).toEqual([{ kind: 'invalid', detail }]);
  });

  it('opens forty levels, and not one more', () => {
    const nested = (levels: number) => times(levels, (content) => [content], bounce());

    expect(openEnvelope(nested(40))).toMatchObject([{ kind: 'claim' }]);
    expect(openEnvelope(nested(41))).toEqual([
      { kind: 'invalid', detail: 'too many nested envelopes' },
    ]);
  });

  it('counts a text of JSON as a level of its own', () => {
    const nested = (levels: number) =>
      times(levels, (content) => [content], JSON.stringify(bounce()));

    expect(found(nested(39))).toEqual(['Bounce']);
    expect(found(nested(40))).toEqual(['invalid']);
  });

  it('reads a body in base64 only where it says that it is, and takes a body that is no text as it is', () => {
    const body = Buffer.from(JSON.stringify(bounce())).toString('base64');

    expect(found({ body, isBase64Encoded: true })).toEqual(['Bounce']);
    expect(found({ body, isBase64Encoded: 'true' })).toEqual(['ignored']);
    expect(found({ body })).toEqual(['ignored']);
    expect(found({ body: bounce(), isBase64Encoded: true })).toEqual(['Bounce']);
  });

  it('opens eight envelopes in each other, and gives up on eighty', () => {
    const wrapped = (count: number) => times(count, snsNotification, bounce());
    const nested = (count: number) => times(count, (content) => ({ detail: content }), bounce());

    expect(found(wrapped(8))).toEqual(['Bounce']);
    expect(found(nested(8))).toEqual(['Bounce']);
    expect(found(nested(80))).toEqual(['invalid']);
  });

  it('does not run out of stack on a hundred thousand brackets', () => {
    expect(found('['.repeat(100_000) + ']'.repeat(100_000))).toEqual(['invalid']);
  });

  it.each([
    ['SNS in SQS', lambdaSqs({ ...snsNotification(bounce()), Timestamp: '2026-03-01T09:00:00Z' })],
    [
      'SNS in Lambda',
      { Records: [{ Sns: { Message: bounce(), Timestamp: '2026-03-01T09:00:00.000Z' } }] },
    ],
    ['EventBridge', { ...eventBridge(bounce()), time: '2026-03-01T09:00:00Z' }],
    [
      'the outermost of two',
      {
        Message: { Message: bounce(), Timestamp: '2020-01-01T00:00:00Z' },
        Timestamp: '2026-03-01T09:00:00Z',
      },
    ],
  ])('says when an event was published by %s', (_, content) => {
    expect(openEnvelope(content)).toMatchObject([
      { kind: 'claim', publishedAtMs: Date.UTC(2026, 2, 1, 9) },
    ]);
  });
});
