import * as z from 'zod/mini';
import { isBasic, lanes, type Stream, streamForm } from '../email/streams.ts';
import { parseJson } from '../system/parse-json.ts';
import { isWholeScope } from '../tenants/pauses.ts';
import { type StreamSettings, streamSettingsSchema } from './stream-settings.ts';

/** The streams that a deployment names, or all that is wrong with them. */
export type StreamSettingsReading =
  | { readonly kind: 'read'; readonly settings: ReadonlyMap<Stream, StreamSettings> }
  | { readonly kind: 'wrong'; readonly problems: readonly string[] };

/**
 * Reads the parameter `streams`: a JSON object from the name of a stream to its settings; empty for
 * none. Each problem says where and what to do.
 */
export const readStreamSettings = (text: string): StreamSettingsReading => {
  if (text === '') return { kind: 'read', settings: new Map() };
  const given = z.safeParse(z.record(z.string(), z.unknown()), parseJson(text));
  if (!given.success) return wrong([noObject]);
  const settings = new Map<Stream, StreamSettings>();
  const problems = Object.entries(given.data).flatMap(([name, value]) => {
    if (!streamForm.test(name)) return [badName(name)];
    if (isTaken(name)) return [`${name}: has a meaning of its own; choose another name`];
    const read = z.safeParse(streamSettingsSchema, value);
    if (!read.success) return read.error.issues.map((issue) => describe(name, issue));
    settings.set(name, read.data);
    return brokenRules(name, read.data);
  });
  const own = [...settings.keys()].filter((name) => !isBasic(name));
  if (own.length > mostOwnStreams)
    problems.push(`names ${own.length} streams of its own; name at most ${mostOwnStreams}`);
  return problems.length > 0 ? wrong(problems) : { kind: 'read', settings };
};

/** Most streams of a deployment beside the three that every one has. */
const mostOwnStreams = 12;

/** Names of pauses, and the one of the form that every object in JavaScript has. */
const isTaken = (name: string): boolean => isWholeScope(name) || name === 'constructor';

const wrong = (problems: readonly string[]): StreamSettingsReading => ({ kind: 'wrong', problems });

const noObject =
  'is no JSON object; write {"receipts":{"lane":"transactional"}}, a name and its settings each';

const badName = (name: string): string =>
  `${shown(name)}: is no name for a stream; use 1 to 32 of a-z 0-9 and -, a letter first and after each -`;

const shown = (name: string): string => name.replaceAll(/\p{C}/gu, '?').slice(0, 40);

const describe = (name: string, { code, path, message, ...issue }: z.core.$ZodIssue): string => {
  if (code === 'unrecognized_keys' && 'keys' in issue) {
    const known = Object.keys(streamSettingsSchema.shape).join(', ');
    return `${name}.${issue.keys.map(shown).join(', ')}: is no setting; there are ${known}`;
  }
  const place = [name, ...path.map(String)].join('.');
  return path.length === 0
    ? `${place}: is no object of settings; write {…}`
    : `${place}: ${message}`;
};

interface SettingsRule {
  readonly isBroken: (name: Stream, settings: StreamSettings) => boolean;
  readonly problem: string;
}

const brokenRules = (name: Stream, settings: StreamSettings): readonly string[] =>
  rules
    .filter(({ isBroken }) => isBroken(name, settings))
    .map(({ problem }) => `${name}.${problem}`);

const rules: readonly SettingsRule[] = [
  {
    isBroken: (name, { lane }) => !isBasic(name) && lane === undefined,
    problem: `lane: is missing; give ${lanes.join(' or ')}`,
  },
  {
    isBroken: (name, { lane }) => isBasic(name) && lane !== undefined,
    problem:
      'lane: is the same in every deployment, because producers know it; name a stream of your own',
  },
  {
    isBroken: (name, { unsubscribe }) => name === 'transactional' && unsubscribe === true,
    problem:
      'unsubscribe: would let people leave password resets; name a stream of your own on its lane',
  },
  {
    isBroken: (_, { configurationSet, tls, pool }) =>
      configurationSet !== undefined && (tls !== undefined || pool !== undefined),
    problem:
      'configurationSet: exists already, so the deployment does not change it; set tls and pool there',
  },
];
