import fc from 'fast-check';
import { nobodies } from './addresses.ts';
import { withField, withoutField } from './change-fields.ts';
import { choose } from './choose.ts';
import type { Draft } from './event-draft.ts';
import type { EventType, Json } from './event-types.ts';
import { odd, strangeFields } from './odd-values.ts';

/** Meaningless additions to an event. */
export type Noise =
  /** An optional field that is absent or odd. */
  | { readonly kind: 'odd'; readonly field: number; readonly value: number }
  | { readonly kind: 'absent'; readonly field: number }
  /** A field that SES does not have. */
  | {
      readonly kind: 'strange';
      readonly place: 'top' | 'mail' | 'object';
      readonly name: number;
      readonly value: number;
    }
  /** Entries that name nobody, besides those that do. */
  | { readonly kind: 'nobody'; readonly who: number; readonly isFirst: boolean };

const optionalFields = [
  'sendingAccountId',
  'headersTruncated',
  'headers',
  'sourceIp',
  'callerIdentity',
];

/** Adds noise to an event. */
export const addNoise = (draft: Draft, noise: Noise, eventType: EventType): Draft => {
  switch (noise.kind) {
    case 'odd':
    case 'absent': {
      const mine = Object.keys(eventType.further);
      const name = choose([...mine, ...optionalFields], noise.field) ?? '';
      const change = (object: Json): Json =>
        noise.kind === 'absent'
          ? withoutField(object, name)
          : withField(object, name, choose(odd, noise.value));
      return mine.includes(name)
        ? { ...draft, object: change(draft.object) }
        : { ...draft, mail: change(draft.mail) };
    }
    case 'strange': {
      const [name, value = choose(odd, noise.value)] = choose(strangeFields, noise.name) ?? [
        'xNew',
      ];
      const holder = draft[noise.place];
      const isTaken =
        Object.hasOwn(holder, name) || (noise.place === 'top' && name === eventType.object);
      return isTaken ? draft : { ...draft, [noise.place]: withField(holder, name, value) };
    }
    case 'nobody': {
      const list = eventType.list;
      const people = list === undefined ? undefined : draft.object[list];
      if (list === undefined || !Array.isArray(people)) return draft;
      const nobody = choose(nobodies, noise.who);
      return {
        ...draft,
        object: {
          ...draft.object,
          [list]: noise.isFirst ? [nobody, ...people] : [...people, nobody],
        },
      };
    }
    default:
      return noise satisfies never;
  }
};

export const noise: fc.Arbitrary<Noise> = fc.oneof(
  fc.record({
    kind: fc.constant('odd' as const),
    field: fc.nat({ max: 20 }),
    value: fc.nat({ max: odd.length - 1 }),
  }),
  fc.record({ kind: fc.constant('absent' as const), field: fc.nat({ max: 20 }) }),
  fc.record({
    kind: fc.constant('strange' as const),
    place: fc.constantFrom('top', 'mail', 'object'),
    name: fc.nat({ max: strangeFields.length - 1 }),
    value: fc.nat({ max: odd.length - 1 }),
  }),
  fc.record({
    kind: fc.constant('nobody' as const),
    who: fc.nat({ max: nobodies.length - 1 }),
    isFirst: fc.boolean(),
  }),
);
