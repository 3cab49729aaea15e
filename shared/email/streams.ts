import type { Mail } from '../ses-api/ports.ts';

/**
 * Name of a stream: a kind of mail with promises of its own. Every deployment has the {@link
 * basicStreams}, and may have streams of its own (docs/streams.md).
 */
export type Stream = string;

/**
 * Form of a stream's name: lower case, and a letter after each hyphen, so that the names of its
 * resources differ whenever the names of streams do.
 */
export const streamForm = /^(?=.{1,32}$)[a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*$/;

/**
 * Lanes. Each has a queue of its own, so that a mailing never delays a password reset.
 * Transactional mail may reserve slots far ahead; bulk mail takes only what is free now.
 */
export const lanes = ['transactional', 'bulk'] as const;

export type Lane = (typeof lanes)[number];

/**
 * What to do when it is unknown whether SES accepted a mail and no event of SES tells: a second
 * password reset does no harm, a second newsletter does.
 */
export const unknownOutcomeRules = ['resend', 'hold'] as const;

/** Settings of a stream that the pipeline's code acts on. */
export interface StreamFacts {
  /** Queue of its messages. */
  readonly lane: Lane;
  /** Name of the configuration set that it is sent through. */
  readonly configurationSet: string;
  readonly onUnknownOutcome: (typeof unknownOutcomeRules)[number];
  /** Whether its mail gets a link and headers to unsubscribe with one click. */
  readonly unsubscribe: boolean;
  /** What SES tracks of each of its mails; undefined where its configuration set says it. */
  readonly tracking?: Mail['tracking'];
}

/** The streams of a deployment by name, those that every deployment has first. */
export type Streams = ReadonlyMap<Stream, StreamFacts>;

const basic = {
  transactional: { lane: 'transactional', onUnknownOutcome: 'resend' },
  notifications: { lane: 'bulk', onUnknownOutcome: 'resend' },
  marketing: { lane: 'bulk', onUnknownOutcome: 'hold' },
} as const;

/** Names of the streams that every deployment has. */
export const basicNames = ['transactional', 'notifications', 'marketing'] as const;

export type BasicStream = (typeof basicNames)[number];

/** Whether every deployment has a stream of this name. */
export const isBasic = (name: string): name is BasicStream => Object.hasOwn(basic, name);

/**
 * The streams that every deployment has, as they are unless it says otherwise. Their lanes are the
 * same in every deployment, so a producer knows their queues without asking.
 */
export const basicStreams: Streams = new Map(
  basicNames.map((name) => [name, { ...basic[name], configurationSet: name, unsubscribe: false }]),
);

/**
 * The streams that a producer knows: the basic ones, and those that it names with their lanes. All
 * else about them is the deployment's affair.
 */
export const streamsWith = (own: Readonly<Record<Stream, Lane>> = {}): Streams =>
  new Map([
    ...Object.entries(own).map(([name, lane]): [Stream, StreamFacts] => [
      name,
      { lane, configurationSet: name, onUnknownOutcome: 'hold', unsubscribe: false },
    ]),
    ...basicStreams,
  ]);

/**
 * Settings of a stream that is known to exist, such as that of a valid message.
 *
 * @throws RangeError when there is none of this name
 */
export const factsOf = (streams: Streams, name: Stream): StreamFacts => {
  const facts = streams.get(name);
  if (facts === undefined) throw new RangeError('A stream is named that the deployment has not.');
  return facts;
};

/** Names of the streams whose mail gets a link to unsubscribe. */
export const unsubscribedIn = (streams: Streams): ReadonlySet<Stream> =>
  new Set([...streams].flatMap(([name, { unsubscribe }]) => (unsubscribe ? [name] : [])));

/** Stream of a message that names none; on the bulk queue the one with the strictest rules. */
export const defaultStream = (lane: Lane): BasicStream =>
  lane === 'transactional' ? 'transactional' : 'marketing';

/** Names of the streams in a sentence: `transactional, notifications and marketing`. */
export const namesOf = (streams: Streams): string => {
  const names = [...streams.keys()];
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
};
