import { choose } from './choose.ts';
import { messageIdOf, tenantAt } from './mail-names.ts';

export const tagForms = [
  'ours',
  'none',
  'no-tenant',
  'no-message',
  'malformed',
  'plain-text',
  'prototype',
  'broken',
] as const;

export const streams = [
  'transactional',
  'notifications',
  'marketing',
  'something-new',
  '__proto__',
] as const;

/** Part tags, with their meaning: part 99 at most, see docs/architecture.md. */
export const parts: readonly (readonly [unknown, number | undefined])[] = [
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

/** Tags of an event. */
export interface TagPlan {
  readonly tenant: number;
  readonly message: number;
  readonly stream: number;
  readonly part: number;
  readonly tags: (typeof tagForms)[number];
}

/** A mail's facts from its tags. */
interface TaggedMail {
  readonly tenant: string | undefined;
  readonly message: string | undefined;
  readonly stream: string | undefined;
  readonly part: number | undefined;
}

export interface Tags extends TaggedMail {
  /** Tags as written in the mail object. */
  readonly written: unknown;
  /** Whether they name a configuration set. */
  readonly namesSet: boolean;
}

const configurationSet = { 'ses:configuration-set': ['transactional'] };

const nothing: TaggedMail = {
  tenant: undefined,
  message: undefined,
  stream: undefined,
  part: undefined,
};

const pollutedText = '"__proto__":["x"],"constructor":{"prototype":{"isPolluted":true}}';

/** Useless tags. */
const brokenTags: readonly unknown[] = [
  null,
  5,
  'pipeline-tenant',
  ['clinic'],
  [['pipeline-tenant', ['clinic']]],
];

export const tagsOf = (plan: TagPlan): Tags => {
  const tags = writtenTagsOf(plan);
  const forms: readonly TagPlan['tags'][] = ['ours', 'no-tenant', 'no-message', 'none'];
  return { ...tags, namesSet: forms.includes(plan.tags) };
};

const writtenTagsOf = (plan: TagPlan): Omit<Tags, 'namesSet'> => {
  const tenant = tenantAt(plan.tenant);
  const message = messageIdOf(plan.message);
  const stream = choose(streams, plan.stream);
  const [partText, part] = choose(parts, plan.part) ?? [undefined, undefined];
  const all = { tenant, message, stream, part };
  const ours = {
    'pipeline-tenant': [tenant],
    'pipeline-message': [message],
    'pipeline-stream': [stream],
    'pipeline-part': partText,
  };
  switch (plan.tags) {
    case 'ours':
      return { written: { ...configurationSet, ...ours }, ...all };
    case 'plain-text': {
      const texts = {
        'pipeline-tenant': tenant,
        'pipeline-message': message,
        'pipeline-stream': stream,
        'pipeline-part': partText,
      };
      return { written: texts, ...all };
    }
    case 'prototype': {
      const text = `${JSON.stringify(ours).slice(0, -1)},${pollutedText}}`;
      return { written: JSON.parse(text), ...all };
    }
    case 'no-tenant':
      return {
        written: { ...configurationSet, 'pipeline-message': [message] },
        ...nothing,
        message,
      };
    case 'no-message':
      return {
        written: { ...configurationSet, 'pipeline-tenant': [tenant, 'another'] },
        ...nothing,
        tenant,
      };
    case 'malformed': {
      const malformed = {
        'pipeline-tenant': ['a b'],
        'pipeline-message': ['x'.repeat(200)],
        'pipeline-stream': [[stream]],
      };
      return { written: malformed, ...nothing };
    }
    case 'none':
      return { written: configurationSet, ...nothing };
    case 'broken':
      return { written: choose(brokenTags, plan.stream), ...nothing };
    default:
      return plan.tags satisfies never;
  }
};
