import fc from 'fast-check';
import { nobodies } from './addresses.ts';
import { spoil, withField } from './change-fields.ts';
import { choose } from './choose.ts';
import type { Draft } from './event-draft.ts';
import type { Meaning } from './event-meaning.ts';
import type { EventType, Json } from './event-types.ts';
import { sample, useless, victim } from './odd-values.ts';

const faults = [
  'no-object',
  'no-recipients',
  'no-bounce-type',
  'no-mail',
  'no-type',
  'other-type',
] as const;

/** Fault that makes an event unreadable, or no event at all. */
export interface Fault {
  readonly kind: (typeof faults)[number];
  readonly how: number;
}

/** An event, and what it means. */
export interface WrittenEvent {
  readonly document: Json;
  readonly meaning: Meaning;
}

/** An event to be broken. */
interface Whole {
  readonly document: Json;
  readonly draft: Draft;
  readonly eventType: EventType;
  readonly how: number;
}

/**
 * The event with its fault, and its meaning then; undefined when the fault does not apply to this
 * event.
 */
export const breakEvent = (
  document: Json,
  draft: Draft,
  eventType: EventType,
  { kind, how }: Fault,
): WrittenEvent | undefined => breakers[kind]({ document, draft, eventType, how });

const broken = (document: Json): WrittenEvent => ({ document, meaning: { kind: 'broken' } });

const typeFieldOf = (document: Json): string =>
  Object.hasOwn(document, 'eventType') ? 'eventType' : 'notificationType';

const otherTypes = [
  'Received',
  'Teleported',
  'AmazonSnsSubscriptionSucceeded',
  '__proto__',
  'constructor',
];

const breakers: Readonly<Record<Fault['kind'], (whole: Whole) => WrittenEvent | undefined>> = {
  'no-object': ({ document, eventType, how }) =>
    eventType.kind === 'send' ? undefined : broken(spoil(document, eventType.object, useless, how)),
  'no-recipients': ({ document, draft, eventType: { object, list, mustName }, how }) => {
    if (!mustName || list === undefined) return undefined;
    const nobody = [...useless, {}, victim, sample, nobodies, [[sample]]];
    return broken({ ...document, [object]: spoil(draft.object, list, nobody, how) });
  },
  'no-bounce-type': ({ document, draft, eventType: { kind, object }, how }) => {
    if (kind !== 'bounce') return undefined;
    const types = [null, 5, '', ' ', ['Permanent'], {}];
    return broken({ ...document, [object]: spoil(draft.object, 'bounceType', types, how) });
  },
  'no-mail': ({ document, draft, eventType, how }) => {
    if (!eventType.mustNameMail) return undefined;
    const which = Math.floor(how / 2);
    if (how % 2 === 0) return broken(spoil(document, 'mail', useless, which));
    const ids = [null, 5, '', ' ', ['x'], {}];
    return broken({ ...document, mail: spoil(draft.mail, 'messageId', ids, which) });
  },
  'no-type': ({ document, eventType, how }) => {
    // Without its mail object, too, nobody could recognise it.
    if (!Object.hasOwn(document, 'mail')) return undefined;
    const types = [null, 5, '', '  ', [eventType.name], {}];
    return broken(spoil(document, typeFieldOf(document), types, how));
  },
  'other-type': ({ document, how }) => ({
    document: withField(document, typeFieldOf(document), choose(otherTypes, how)),
    meaning: { kind: 'stranger' },
  }),
};

export const fault: fc.Arbitrary<Fault> = fc.record({
  kind: fc.constantFrom(...faults),
  how: fc.nat({ max: 40 }),
});
