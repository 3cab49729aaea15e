import fc from 'fast-check';
import type { Content } from './document-plan.ts';
import { eventBridge, httpRequest, lambdaSns, lambdaSqs, snsNotification } from './envelopes.ts';

/** An envelope, or a change to one. */
export interface LayerPlan {
  readonly form: (typeof forms)[number];
  /** Where a text is cut. */
  readonly at: number;
}

/** Layers that AWS produces, several times as often as the others. */
const sound = [
  'sns',
  'lambda-sns',
  'lambda-sqs',
  'receive-message',
  'event-bridge',
  'http',
  'http-base64',
  'failed-run',
  'text',
  'spaced-text',
  'list',
  'one-after-another',
  'odd-sns',
] as const;
const faulty = ['cut', 'hollow-sns', 'confirmation', 'too-deep', 'list-and-nothing'] as const;
const forms = [...sound, ...faulty] as const;

const broken = [{ kind: 'broken' }] as const;
const stranger = [{ kind: 'stranger' }] as const;

/** Puts all contents into one envelope where it can hold several, otherwise each into its own. */
export const addLayer = (
  contents: readonly Content[],
  { form, at }: LayerPlan,
): readonly Content[] => {
  const values = contents.map(({ value }) => value);
  const meanings = meaningsOf(contents);
  switch (form) {
    case 'lambda-sns':
      return [{ value: lambdaSns(...values), meanings }];
    case 'lambda-sqs':
      return [{ value: lambdaSqs(...values), meanings }];
    case 'receive-message':
      return [
        {
          value: {
            Messages: values.map((value) => ({
              MessageId: 'x',
              ReceiptHandle: 'x',
              Body: textOf(value),
            })),
          },
          meanings,
        },
      ];
    case 'one-after-another':
      return joinEvents(contents, at);
    case 'list':
      return [{ value: values, meanings }];
    case 'list-and-nothing':
      return [
        {
          value: [...values, [], null, 'text'],
          meanings: [...meanings, ...stranger, ...stranger, ...stranger],
        },
      ];
    case 'hollow-sns':
    case 'confirmation':
      return contents.map(({ value }) => ({ value: wrap(value, form, at), meanings: stranger }));
    case 'cut':
    case 'too-deep':
      return contents.map(({ value }) => ({ value: wrap(value, form, at), meanings: broken }));
    default:
      return contents.map((content) => ({
        value: wrap(content.value, form, at),
        meanings: content.meanings,
      }));
  }
};

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

const meaningsOf = (contents: readonly Content[]): Content['meanings'] =>
  contents.flatMap(({ meanings }) => meanings);

const betweenEvents = ['', '\n', ' \r\n', '\ufeff'] as const;

/**
 * Whether it is one JSON value of known meaning: a broken one may spoil those that follow in the
 * same text.
 */
const isJoinable = ({ value, meanings }: Content): boolean =>
  typeof value === 'object' && value !== null && meanings.every(({ kind }) => kind === 'event');

/** Joins all contents in one text, as Firehose does; each may span several lines. */
const joinEvents = (contents: readonly Content[], at: number): readonly Content[] => {
  const joinable = contents.filter(isJoinable);
  if (joinable.length === 0) return contents;
  const text = joinable
    .map(({ value }) => JSON.stringify(value, undefined, at % 3))
    .join(betweenEvents[at % betweenEvents.length]);
  return [
    { value: text, meanings: meaningsOf(joinable) },
    ...contents.filter((content) => !isJoinable(content)),
  ];
};

/** Nesting depth that nobody needs. */
const tooDeep = 60;

const wrap = (value: unknown, form: LayerPlan['form'], at: number): Content['value'] => {
  switch (form) {
    case 'sns':
      return snsNotification(value);
    case 'odd-sns':
      // As other libraries write it: fields missing, null or new, the message last.
      return {
        Signature: null,
        Subject: { text: 'x' },
        Records: null,
        MessageAttributes: { eventType: { Type: 'String', Value: 'Complaint' } },
        constructor: { prototype: { isPolluted: true } },
        Message: textOf(value),
      };
    case 'hollow-sns':
      return { ...snsNotification(value), Message: null };
    case 'confirmation':
      return { ...snsNotification(value), Type: 'SubscriptionConfirmation' };
    case 'event-bridge':
      // It carries objects; a text becomes one at its target.
      return typeof value === 'object' && value !== null && !Array.isArray(value)
        ? eventBridge({ ...value })
        : snsNotification(value);
    case 'http':
      return httpRequest(value);
    case 'http-base64':
      return {
        isBase64Encoded: true,
        body: Buffer.from(textOf(snsNotification(value))).toString('base64'),
      };
    case 'failed-run':
      return {
        version: '1.0',
        requestContext: { condition: 'RetriesExhausted' },
        requestPayload: value,
        responsePayload: { errorMessage: 'x' },
      };
    case 'text':
      return textOf(value);
    case 'spaced-text':
      return `\ufeff \r\n${textOf(value)}\n\n`;
    case 'cut': {
      const text = textOf(snsNotification(value));
      return text.slice(0, 2 + (at % (text.length - 3)));
    }
    case 'too-deep':
      return Array.from({ length: tooDeep }).reduce((inner: unknown) => [inner], value);
    default:
      return value;
  }
};

export const layerPlan: fc.Arbitrary<LayerPlan> = fc.record({
  form: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...sound) },
    { weight: 1, arbitrary: fc.constantFrom(...faulty) },
  ),
  at: fc.nat({ max: 5_000 }),
});
