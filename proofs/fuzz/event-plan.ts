import fc from 'fast-check';
import { type AddressPlan, addressPlan } from './addresses.ts';
import { type Fault, fault } from './event-fault.ts';
import { type Noise, noise } from './event-noise.ts';
import { senderForms } from './event-senders.ts';
import { parts, streams, type TagPlan, tagForms } from './event-tags.ts';
import { type TimeForm, timeForms } from './event-times.ts';
import { eventTypes } from './event-types.ts';
import { messages, tenants } from './mail-names.ts';

/** Bounces and complaints mean enough without a mail object. */
const mailForms = ['whole', 'whole', 'whole', 'gone', 'no-id'] as const;

/** Plan of an event. */
export interface EventPlan extends TagPlan {
  readonly eventType: number;
  readonly isIdentity: boolean;
  readonly affected: readonly AddressPlan[];
  readonly onlookers: number;
  readonly namesNobody: boolean;
  readonly agent: number;
  readonly sender: number;
  readonly mail: (typeof mailForms)[number];
  readonly spelling: number;
  readonly time: TimeForm;
  readonly noise: readonly Noise[];
  readonly fault: Fault | undefined;
}

/** Agents as SES writes them, with their meaning. */
export const agents: readonly (readonly [unknown, 'human' | 'bot' | undefined])[] = [
  [undefined, undefined],
  ['Likely', 'bot'],
  ['Unlikely', 'human'],
  [' LIKELY', 'bot'],
  ['Perhaps', undefined],
  [true, undefined],
  [null, undefined],
];

/** Numbers of the mail's other recipients. */
export const onlookerPlans = [0, 1, 2];

/** Affected addresses: mostly one, sometimes as many as a mail may have, sometimes duplicates. */
const affected: fc.Arbitrary<readonly AddressPlan[]> = fc
  .tuple(
    fc.oneof(
      { weight: 8, arbitrary: fc.array(addressPlan, { minLength: 1, maxLength: 3 }) },
      { weight: 1, arbitrary: fc.array(addressPlan, { minLength: 50, maxLength: 50 }) },
    ),
    fc.boolean(),
  )
  .map(([people, isRepeated]) => (isRepeated ? [...people, ...people] : people));

export const eventPlan: fc.Arbitrary<EventPlan> = fc.record({
  eventType: fc.nat({ max: eventTypes.length - 1 }),
  isIdentity: fc.boolean(),
  affected,
  onlookers: fc.nat({ max: onlookerPlans.length }),
  namesNobody: fc.nat({ max: 7 }).map((chance) => chance === 7),
  tenant: fc.nat({ max: tenants.length - 1 }),
  message: fc.nat({ max: messages - 1 }),
  stream: fc.nat({ max: streams.length - 1 }),
  part: fc.nat({ max: parts.length - 1 }),
  agent: fc.nat({ max: agents.length - 1 }),
  sender: fc.nat({ max: senderForms.length - 1 }),
  tags: fc.constantFrom(...tagForms),
  mail: fc.constantFrom(...mailForms),
  spelling: fc.nat({ max: 4 }),
  time: fc.constantFrom(...timeForms),
  noise: fc.array(noise, { maxLength: 4 }),
  fault: fc.oneof(
    { weight: 5, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fault },
  ),
});
