import fc from 'fast-check';
import { identityMail, mail } from '../../tests/fixtures/events/build.ts';
import {
  type AddressPlan,
  addressPlan,
  canonicalOf,
  nobodies,
  onlookerAddress,
  writtenOf,
} from './addresses.ts';
import { type Effect, type Json, type Saying, sayings } from './sayings.ts';

/** What an event says, known from how it was made and not from reading it. */
export interface SaidEvent {
  readonly kind: string;
  /** Its own in a batch: a copy has the same. */
  readonly number: number;
  /** Canonical, sorted, without repeats. */
  readonly recipients: readonly string[];
  /** Entries of its list that name nobody. */
  readonly unreadable: number;
  readonly effect: Effect | undefined;
  readonly count: string | undefined;
  readonly countsOnce: boolean;
  readonly fact: Saying['fact'];
  /** Epoch ms; undefined when it does not say. */
  readonly atMs: number | undefined;
  readonly tenantTag: string | undefined;
  readonly messageTag: string | undefined;
  readonly streamTag: string | undefined;
  /** Which part of its message it says that it is about. */
  readonly partTag: number | undefined;
  /** Of an open or a click: who did it, where it says so. */
  readonly agent: 'human' | 'bot' | undefined;
  /** Undefined when it does not name a mail. */
  readonly sesMessageId: string | undefined;
}

/** What a document says. */
export type Said =
  | { readonly kind: 'event'; readonly event: SaidEvent }
  /** Nothing about a mail that was sent: to be ignored. */
  | { readonly kind: 'stranger' }
  /** It says that it is an event and cannot be understood: to be refused. */
  | { readonly kind: 'broken' }
  /** Bytes were changed: nobody knows what it says now, but only some of it may suppress. */
  | { readonly kind: 'garbled'; readonly maySuppress: boolean };

/** Something that means nothing, put into an event. */
type Noise =
  /** A field that may be absent is, or is odd. */
  | { readonly kind: 'odd'; readonly field: number; readonly value: number }
  | { readonly kind: 'absent'; readonly field: number }
  /** A field that SES does not have. */
  | {
      readonly kind: 'strange';
      readonly place: 'top' | 'mail' | 'object';
      readonly name: number;
      readonly value: number;
    }
  /** Entries that name nobody, beside those that do. */
  | { readonly kind: 'nobody'; readonly who: number; readonly isFirst: boolean };

const faults = [
  'no-object',
  'no-recipients',
  'no-bounce-type',
  'no-mail',
  'no-type',
  'other-type',
] as const;

/** What makes it an event that cannot be understood, or none at all. */
interface Fault {
  readonly kind: (typeof faults)[number];
  readonly how: number;
}

export interface EventPlan {
  readonly saying: number;
  readonly isIdentity: boolean;
  readonly affected: readonly AddressPlan[];
  readonly onlookers: number;
  readonly namesNobody: boolean;
  readonly tenant: number;
  readonly message: number;
  readonly stream: number;
  readonly part: number;
  readonly agent: number;
  readonly tags: (typeof tagForms)[number];
  readonly mail: (typeof mailForms)[number];
  readonly spelling: number;
  readonly time: (typeof timeForms)[number];
  readonly noise: readonly Noise[];
  readonly fault: Fault | undefined;
}

const tagForms = [
  'ours',
  'none',
  'no-tenant',
  'no-message',
  'malformed',
  'plain-text',
  'prototype',
  'broken',
] as const;
/** Bounces and complaints mean enough without a mail object. */
const mailForms = ['whole', 'whole', 'whole', 'gone', 'no-id'] as const;
const timeForms = [
  'zulu',
  'offset',
  'spaced',
  'old',
  'future',
  'text',
  'odd',
  'absent',
  'no-feedback-id',
] as const;

export const tenants = ['clinic', 'shop', 'T_3-x'] as const;
export const messages = 4;
const streams = [
  'transactional',
  'notifications',
  'marketing',
  'something-new',
  '__proto__',
] as const;

/** As tags have it, and the part that it is: 99 at most, see docs/architecture.md. */
const parts: readonly (readonly [unknown, number | undefined])[] = [
  [['0'], 0],
  [['1'], 1],
  [['49'], 49],
  [['50'], 50],
  [['74'], 74],
  ['98', 98],
  [['99'], undefined],
  [['100000'], undefined],
  [['-1'], undefined],
  [['1.5'], undefined],
  [['01'], undefined],
  [['x'], undefined],
  [[''], undefined],
  [[], undefined],
  [[7], undefined],
  [null, undefined],
];

/** As SES writes it, and who it is. */
const agents: readonly (readonly [unknown, 'human' | 'bot' | undefined])[] = [
  [undefined, undefined],
  ['Likely', 'bot'],
  ['Unlikely', 'human'],
  [' LIKELY', 'bot'],
  ['Perhaps', undefined],
  [true, undefined],
  [null, undefined],
];

const choose = <Thing>(things: readonly Thing[], index: number): Thing | undefined =>
  things[index % things.length];
const tenantAt = (index: number): string => choose(tenants, index) ?? tenants[0];

export const sesIdOf = (tenant: number, message: number): string =>
  `ses-${tenantAt(tenant)}-${message}`;
export const messageIdOf = (message: number): string => `order-${message}`;

/** When the batch is handed in; events happen in the half hour before. */
export const nowMs = Date.parse('2026-03-01T12:00:00.000Z');
const dayMs = 86_400_000;

const onlookerPlans = [0, 1, 2];
const victim = onlookerAddress(9);
const sample = { emailAddress: victim };

const odd: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  '',
  ' ',
  'Permanent',
  'not-spam',
  victim,
  'x'.repeat(60_000),
  '\u0000\ud800',
  '__proto__',
  '{"eventType":',
  [],
  [null],
  [[[]]],
  {},
  sample,
  [sample],
  { constructor: { prototype: { isPolluted: true } } },
  JSON.parse('{"__proto__":{"isPolluted":true}}'),
];

const trap = {
  bounce: { bounceType: 'Permanent', bounceSubType: 'General', bouncedRecipients: [sample] },
  complaint: { complainedRecipients: [sample], complaintFeedbackType: 'abuse' },
};

const strangeFields: readonly (readonly [string, unknown?])[] = [
  ['__proto__'],
  ['constructor'],
  ['toString'],
  ['hasOwnProperty'],
  ['xNew'],
  ['bouncedRecipients', [sample]],
  ['complainedRecipients', [sample]],
  ['BounceType', 'Permanent'],
  ['bounce', trap.bounce],
  ['complaint', trap.complaint],
  ['Message', JSON.stringify({ eventType: 'Bounce', ...trap })],
  ['Records', [{ body: JSON.stringify({ eventType: 'Complaint', ...trap }) }]],
  ['detail', { eventType: 'Bounce', ...trap }],
];

/** A copy with one more field, of any name. */
const withField = (object: Json, name: string, value: unknown): Json => {
  const copy = { ...object };
  Object.defineProperty(copy, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
  return copy;
};

const withoutField = (object: Json, name: string): Json =>
  Object.fromEntries(Object.entries(object).filter(([other]) => other !== name));

/** Replaced by something of no use, or away altogether. */
const spoil = (object: Json, name: string, useless: readonly unknown[], how: number): Json => {
  const index = how % (useless.length + 1);
  return index === useless.length
    ? withoutField(object, name)
    : withField(object, name, useless[index]);
};

const respell = (word: string, spelling: number): string =>
  choose([word, word.toUpperCase(), word.toLowerCase(), ` ${word} `, word], spelling) ?? word;

/** "Rendering Failure" is "RenderingFailure" elsewhere, and case and separators have been seen to vary. */
const respellType = (type: string, spelling: number): string =>
  choose(
    [
      type,
      respell(type, spelling),
      type.replace(/ /g, ''),
      type.replace(/ /g, '_'),
      type.replace(/(?<=[a-z])(?=[A-Z])/g, ' '),
    ],
    spelling,
  ) ?? type;

interface Times {
  readonly object: Json;
  readonly atMs: number | undefined;
}

/** Each number has instants of its own, for time is what tells some events from each other. */
const timesOf = (form: EventPlan['time'], number: number, mailedMs: number | undefined): Times => {
  const atMs = nowMs - 1_000_000 + number * 1_000 + 7;
  const zulu = new Date(atMs).toISOString();
  switch (form) {
    case 'zulu':
    case 'no-feedback-id':
      return { object: { timestamp: zulu }, atMs };
    case 'offset':
      return {
        object: { timestamp: new Date(atMs - 5 * 3_600_000).toISOString().replace('Z', '-05:00') },
        atMs,
      };
    case 'spaced':
      return {
        object: { timestamp: `${zulu.slice(0, 19)} +0000` },
        atMs: Math.floor(atMs / 1000) * 1000,
      };
    case 'old':
      return {
        object: { timestamp: new Date(atMs - 20 * dayMs).toISOString() },
        atMs: atMs - 20 * dayMs,
      };
    case 'future':
      return {
        object: { timestamp: new Date(atMs + 900 * dayMs).toISOString() },
        atMs: atMs + 900 * dayMs,
      };
    case 'text':
      return { object: { timestamp: `day ${number}` }, atMs: mailedMs };
    case 'odd':
      return { object: { timestamp: number }, atMs: mailedMs };
    case 'absent':
      return { object: {}, atMs: mailedMs };
    default:
      return form satisfies never;
  }
};

interface Tags {
  readonly written: unknown;
  readonly tenant: string | undefined;
  readonly message: string | undefined;
  readonly stream: string | undefined;
  readonly part: number | undefined;
}

const tagsOf = (plan: EventPlan): Tags => {
  const tenant = tenantAt(plan.tenant);
  const message = messageIdOf(plan.message);
  const stream = choose(streams, plan.stream);
  const [partText, part] = choose(parts, plan.part) ?? [undefined, undefined];
  const set = { 'ses:configuration-set': ['transactional'] };
  const ours = {
    'pipeline-tenant': [tenant],
    'pipeline-message': [message],
    'pipeline-stream': [stream],
    'pipeline-part': partText,
  };
  const nothing = { tenant: undefined, message: undefined, stream: undefined, part: undefined };
  switch (plan.tags) {
    case 'ours':
      return { written: { ...set, ...ours }, tenant, message, stream, part };
    case 'plain-text':
      return {
        written: {
          'pipeline-tenant': tenant,
          'pipeline-message': message,
          'pipeline-stream': stream,
          'pipeline-part': partText,
        },
        tenant,
        message,
        stream,
        part,
      };
    case 'prototype':
      return {
        written: JSON.parse(
          `${JSON.stringify(ours).slice(0, -1)},"__proto__":["x"],"constructor":{"prototype":{"isPolluted":true}}}`,
        ),
        tenant,
        message,
        stream,
        part,
      };
    case 'no-tenant':
      return {
        written: { ...set, 'pipeline-message': [message] },
        tenant: undefined,
        message,
        stream: undefined,
        part: undefined,
      };
    case 'no-message':
      return {
        written: { ...set, 'pipeline-tenant': [tenant, 'another'] },
        tenant,
        message: undefined,
        stream: undefined,
        part: undefined,
      };
    case 'malformed':
      return {
        written: {
          'pipeline-tenant': ['a b'],
          'pipeline-message': ['x'.repeat(200)],
          'pipeline-stream': [[stream]],
        },
        ...nothing,
      };
    case 'none':
      return { written: set, ...nothing };
    case 'broken':
      return {
        written: choose(
          [null, 5, 'pipeline-tenant', ['clinic'], [['pipeline-tenant', ['clinic']]]],
          plan.stream,
        ),
        ...nothing,
      };
    default:
      return plan.tags satisfies never;
  }
};

const optionalFields = [
  'source',
  'sendingAccountId',
  'headersTruncated',
  'headers',
  'commonHeaders',
  'sourceIp',
  'callerIdentity',
];

const useless = [null, 5, 'x', true, [], [[]]];

/** The document, the mail object and the event's own object, which noise and faults change. */
interface Draft {
  readonly top: Json;
  readonly mail: Json;
  readonly object: Json;
}

const addNoise = (draft: Draft, noise: Noise, saying: Saying): Draft => {
  switch (noise.kind) {
    case 'odd':
    case 'absent': {
      const mine = Object.keys(saying.further);
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
        Object.hasOwn(holder, name) || (noise.place === 'top' && name === saying.object);
      return isTaken ? draft : { ...draft, [noise.place]: withField(holder, name, value) };
    }
    case 'nobody': {
      const list = saying.list;
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

/** The event with its fault, and what it is then; undefined when the fault does not concern such an event. */
const breakEvent = (
  document: Json,
  { mail: mailObject, object }: Draft,
  saying: Saying,
  { kind, how }: Fault,
): { readonly document: Json; readonly said: Said } | undefined => {
  const broken = { kind: 'broken' } as const;
  const typeField = Object.hasOwn(document, 'eventType') ? 'eventType' : 'notificationType';
  switch (kind) {
    case 'no-object':
      return saying.kind === 'send'
        ? undefined
        : { document: spoil(document, saying.object, useless, how), said: broken };
    case 'no-recipients': {
      if (!saying.mustName || saying.list === undefined) return undefined;
      const nobody = [...useless, {}, victim, sample, nobodies, [[sample]]];
      return {
        document: { ...document, [saying.object]: spoil(object, saying.list, nobody, how) },
        said: broken,
      };
    }
    case 'no-bounce-type':
      if (saying.kind !== 'bounce') return undefined;
      return {
        document: {
          ...document,
          [saying.object]: spoil(object, 'bounceType', [null, 5, '', ' ', ['Permanent'], {}], how),
        },
        said: broken,
      };
    case 'no-mail': {
      if (!saying.mustNameMail) return undefined;
      const isWhole = how % 2 === 0;
      const without = isWhole
        ? spoil(document, 'mail', useless, Math.floor(how / 2))
        : {
            ...document,
            mail: spoil(
              mailObject,
              'messageId',
              [null, 5, '', ' ', ['x'], {}],
              Math.floor(how / 2),
            ),
          };
      return { document: without, said: broken };
    }
    case 'no-type':
      // Without its mail object too, nobody could tell what it was.
      if (!Object.hasOwn(document, 'mail')) return undefined;
      return {
        document: spoil(document, typeField, [null, 5, '', '  ', [saying.type], {}], how),
        said: broken,
      };
    case 'other-type':
      return {
        document: {
          ...document,
          [typeField]: choose(
            [
              'Received',
              'Teleported',
              'AmazonSnsSubscriptionSucceeded',
              '__proto__',
              'constructor',
            ],
            how,
          ),
        },
        said: { kind: 'stranger' },
      };
    default:
      return kind satisfies never;
  }
};

const sortedOnce = (addresses: readonly string[]): readonly string[] =>
  [...new Set(addresses)].toSorted();

/** Writes the event of a plan, and says what it says. */
export const writeEvent = (
  plan: EventPlan,
  number: number,
): { readonly document: Json; readonly said: Said } => {
  const saying = choose(sayings, plan.saying);
  if (saying === undefined) throw new Error('SES says nothing.');
  const isIdentity = plan.isIdentity && saying.inBothDialects;
  const affected = plan.affected.map(canonicalOf);
  const isAnonymous = plan.namesNobody && saying.list !== undefined && !saying.mustName;
  const onlookers = onlookerPlans.slice(0, plan.onlookers).map(onlookerAddress);

  // A mail object that is away takes the tags and the times with it, so only an event that says enough by itself may lose it.
  const mailForm =
    saying.mustNameMail || ['text', 'odd', 'absent', 'no-feedback-id'].includes(plan.time)
      ? 'whole'
      : plan.mail;
  const tags =
    isIdentity || mailForm === 'gone'
      ? { ...tagsOf({ ...plan, tags: 'none' }), written: undefined }
      : tagsOf(plan);
  const mailedMs = nowMs - 2_000_000 + number * 1_000;
  const sesMessageId = mailForm === 'whole' ? sesIdOf(plan.tenant, plan.message) : undefined;
  const mailFields = {
    timestamp: new Date(mailedMs).toISOString(),
    messageId: sesMessageId,
    destination: [...plan.affected.map(writtenOf), ...onlookers],
    ...(isIdentity ? {} : { tags: tags.written }),
  };
  // Events about the mail as a whole have its time where they have none of their own.
  const hasTime =
    saying.list !== undefined || ['open', 'click', 'subscription'].includes(saying.kind);
  const { object: time, atMs } = hasTime
    ? timesOf(plan.time, number, mailedMs)
    : { object: {}, atMs: mailedMs };
  const hasFeedbackId =
    (saying.kind === 'bounce' || saying.kind === 'complaint') && plan.time !== 'no-feedback-id';
  const list = isAnonymous
    ? choose([[], null, undefined, 'x', nobodies], plan.spelling)
    : plan.affected.map((one) =>
        saying.kind === 'delivery'
          ? writtenOf(one)
          : { emailAddress: writtenOf(one), ...saying.perPerson },
      );

  const isEngagement = saying.kind === 'open' || saying.kind === 'click';
  const [agentWord, agent] = (isEngagement ? choose(agents, plan.agent) : undefined) ?? [
    undefined,
    undefined,
  ];
  const isNobody = ({ kind }: Noise): boolean => kind === 'nobody' && saying.list !== undefined;
  const unreadable = isAnonymous
    ? list === nobodies
      ? nobodies.length
      : 0
    : plan.noise.filter(isNobody).length;
  const spelled = Object.fromEntries(
    Object.entries(saying.words).map(([name, word]) => [
      name,
      respell(String(word), plan.spelling),
    ]),
  );
  const start: Draft = {
    top: {},
    mail: isIdentity ? identityMail(mailFields) : mail(mailFields),
    object: {
      ...saying.further,
      ...spelled,
      ...time,
      ...(hasFeedbackId ? { feedbackId: `feedback-${number}-xxxxxxxxxxxx` } : {}),
      ...(saying.list === undefined ? {} : { [saying.list]: list }),
      ...(agentWord === undefined ? {} : { isBotEvent: agentWord }),
    },
  };
  const draft = plan.noise.reduce(
    (noisy, noise) =>
      noise.kind === 'nobody' && isAnonymous ? noisy : addNoise(noisy, noise, saying),
    start,
  );
  const typeField = isIdentity ? 'notificationType' : 'eventType';
  const document = {
    [typeField]: respellType(saying.type, plan.spelling),
    ...draft.top,
    [saying.object]: draft.object,
    ...(mailForm === 'gone' ? {} : { mail: draft.mail }),
  };
  const broken = plan.fault && breakEvent(document, draft, saying, plan.fault);
  if (broken !== undefined) return broken;

  const isAboutMail = saying.list === undefined;
  return {
    document,
    said: {
      kind: 'event',
      event: {
        kind: saying.kind,
        number,
        recipients: isAnonymous
          ? []
          : sortedOnce(isAboutMail ? [...affected, ...onlookers] : affected),
        unreadable,
        effect: saying.effect,
        count: saying.count,
        countsOnce: saying.countsOnce,
        fact: saying.fact,
        atMs,
        tenantTag: tags.tenant,
        messageTag: tags.message,
        streamTag: tags.stream,
        partTag: tags.part,
        agent,
        sesMessageId,
      },
    },
  };
};

const noise: fc.Arbitrary<Noise> = fc.oneof(
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

/** One address mostly, now and then as many as a mail may have, and now and then the same ones again. */
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
  saying: fc.nat({ max: sayings.length - 1 }),
  isIdentity: fc.boolean(),
  affected,
  onlookers: fc.nat({ max: onlookerPlans.length }),
  namesNobody: fc.nat({ max: 7 }).map((chance) => chance === 7),
  tenant: fc.nat({ max: tenants.length - 1 }),
  message: fc.nat({ max: messages - 1 }),
  stream: fc.nat({ max: streams.length - 1 }),
  part: fc.nat({ max: parts.length - 1 }),
  agent: fc.nat({ max: agents.length - 1 }),
  tags: fc.constantFrom(...tagForms),
  mail: fc.constantFrom(...mailForms),
  spelling: fc.nat({ max: 4 }),
  time: fc.constantFrom(...timeForms),
  noise: fc.array(noise, { maxLength: 4 }),
  fault: fc.oneof(
    { weight: 5, arbitrary: fc.constant(undefined) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constantFrom(...faults), how: fc.nat({ max: 40 }) }),
    },
  ),
});
