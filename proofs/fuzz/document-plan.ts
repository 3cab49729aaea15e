import fc from 'fast-check';
import { choose } from './choose.ts';
import type { Meaning } from './event-meaning.ts';
import { type EventPlan, eventPlan } from './event-plan.ts';
import { eventTypes, isEngagement } from './event-types.ts';
import { writeEvent } from './write-event.ts';

/** One changed byte of a text. */
interface ByteChange {
  readonly at: number;
  readonly byte: number;
}

/** A document before it is put into envelopes. */
export type DocumentPlan =
  | { readonly kind: 'event'; readonly event: EventPlan }
  /** The truncated text of an event. */
  | { readonly kind: 'cut'; readonly event: EventPlan; readonly at: number }
  | { readonly kind: 'garbled'; readonly event: EventPlan; readonly changes: readonly ByteChange[] }
  /** Many opens or clicks of one mail. */
  | {
      readonly kind: 'flood';
      readonly event: EventPlan;
      readonly which: number;
      readonly times: number;
    }
  | { readonly kind: 'stranger'; readonly which: number }
  | { readonly kind: 'wreck'; readonly which: number };

/**
 * Content of a document or an envelope, and its meanings: one for each part that must be answered
 * for.
 */
export interface Content {
  /** Text, or a JSON value. */
  readonly value: unknown;
  readonly meanings: readonly Meaning[];
}

/** Documents that are not about a sent mail. */
const strangers: readonly unknown[] = [
  'Successfully validated SNS topic for Amazon SES event publishing.',
  '',
  '   ',
  'x'.repeat(300_000),
  '\ufeff',
  '42',
  'null',
  '"text in quotes"',
  '[1, 2]x',
  'eventType: Bounce',
  0,
  null,
  true,
  {},
  [],
  { hello: 'world' },
  {
    Type: 'SubscriptionConfirmation',
    Token: 'x',
    Message: 'You have chosen to subscribe',
    SubscribeURL: 'https://example.com',
  },
  { Type: 'UnsubscribeConfirmation', Message: '{"eventType":"Bounce"}' },
  { notificationType: 'Received', mail: {}, receipt: {}, content: 'x' },
  { Event: 's3:TestEvent', Bucket: 'mail' },
  { Records: [] },
  { detail: 'text' },
  { bounce: {} },
  { mail: {} },
  { __proto__: null, Message: null },
  JSON.parse('{"__proto__":{"eventType":"Bounce","isPolluted":true}}'),
];

const deepText = 60;

/** Documents that look like JSON or an event and are neither. */
const wrecks: readonly unknown[] = [
  '{',
  '{"eventType":"Bounce"',
  "{'eventType':'Bounce'}",
  '{"eventType":"Bounce",}',
  '[{"eventType":"Bounce"}',
  '{"a":NaN}',
  `{"mail":"${'x'.repeat(300_000)}`,
  '['.repeat(100_000),
  `${'['.repeat(deepText)}${']'.repeat(deepText)}`,
  `${'{"Message":'.repeat(deepText)}"x"${'}'.repeat(deepText)}`,
  `${'{"Message":'.repeat(20_000)}"x"${'}'.repeat(20_000)}`,
  { eventType: 'Bounce' },
  { eventType: 'Delivery', delivery: null },
  { eventType: 'Send' },
  { mail: {}, bounce: {} },
  { eventType: null, complaint: {} },
];

/**
 * Writes a document.
 *
 * @param number - distinguishes the documents of a batch
 */
export const writeDocument = (plan: DocumentPlan, number: number): Content => {
  switch (plan.kind) {
    case 'event': {
      const { document, meaning } = writeEvent(plan.event, number);
      return { value: document, meanings: [meaning] };
    }
    case 'flood':
      return writeFlood(plan, number);
    case 'cut': {
      const { document } = writeEvent(plan.event, number);
      return { value: cutText(JSON.stringify(document), plan.at), meanings: [{ kind: 'broken' }] };
    }
    case 'garbled': {
      // Without noise and fault, whose changed bytes might gain a meaning.
      const { document, meaning } = writeEvent(
        { ...plan.event, noise: [], fault: undefined },
        number,
      );
      return {
        value: changeBytes(JSON.stringify(document), plan.changes),
        meanings: [{ kind: 'garbled', maySuppress: maySuppress(meaning) }],
      };
    }
    case 'stranger':
      return { value: choose(strangers, plan.which), meanings: [{ kind: 'stranger' }] };
    case 'wreck':
      return { value: choose(wrecks, plan.which), meanings: [{ kind: 'broken' }] };
    default:
      return plan satisfies never;
  }
};

/** Cuts a text; at least one character is left, and never all. */
const cutText = (text: string, at: number): string => text.slice(0, 1 + (at % (text.length - 1)));

const changeBytes = (text: string, changes: readonly ByteChange[]): string => {
  const bytes = Buffer.from(text);
  for (const { at, byte } of changes) bytes[at % bytes.length] = byte;
  return bytes.toString();
};

/**
 * Whether changing a few bytes of an event may make it suppress: a few bytes turn neither a
 * delivery into a bounce nor a transient bounce into a permanent one.
 */
const maySuppress = (meaning: Meaning): boolean =>
  meaning.kind === 'event' &&
  (meaning.event.effect?.kind === 'suppress' || meaning.event.effect?.kind === 'pardon');

const engagements = eventTypes.flatMap((eventType, index) =>
  isEngagement(eventType) ? [index] : [],
);

/** Number of a flood's event, unique in the batch. */
const floodNumber = (number: number, index: number): number => (number + 1) * 1_000 + index;

const writeFlood = (
  { event, which, times }: Extract<DocumentPlan, { readonly kind: 'flood' }>,
  number: number,
): Content => {
  const eventType = choose(engagements, which) ?? 0;
  const affected = event.affected.slice(0, 3);
  const written = Array.from({ length: times }, (_, index) =>
    writeEvent(
      { ...event, affected, eventType, time: 'zulu', noise: [], fault: undefined },
      floodNumber(number, index),
    ),
  );
  return {
    value: written.map(({ document }) => document),
    meanings: written.map(({ meaning }) => meaning),
  };
};

export const documentPlan: fc.Arbitrary<DocumentPlan> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('event' as const), event: eventPlan }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('cut' as const),
      event: eventPlan,
      at: fc.nat({ max: 5_000 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('garbled' as const),
      event: eventPlan,
      changes: fc.array(fc.record({ at: fc.nat({ max: 3_000 }), byte: fc.nat({ max: 255 }) }), {
        minLength: 1,
        maxLength: 3,
      }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('flood' as const),
      event: eventPlan,
      which: fc.nat({ max: 9 }),
      times: fc.oneof(
        { weight: 15, arbitrary: fc.integer({ min: 2, max: 30 }) },
        { weight: 1, arbitrary: fc.integer({ min: 300, max: 700 }) },
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('stranger' as const),
      which: fc.nat({ max: strangers.length - 1 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('wreck' as const),
      which: fc.nat({ max: wrecks.length - 1 }),
    }),
  },
);
