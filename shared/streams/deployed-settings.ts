import {
  type BasicStream,
  basicNames,
  basicStreams,
  type Lane,
  type Stream,
  type unknownOutcomeRules,
} from '../email/streams.ts';
import { readStreamSettings } from './read-stream-settings.ts';
import type { StreamSettings } from './stream-settings.ts';

/** All settings of a stream of a deployment. */
export interface DeployedStream {
  readonly lane: Lane;
  /** A set that exists already; undefined: the stream's own, which the deployment makes. */
  readonly configurationSet: string | undefined;
  readonly tls: 'OPTIONAL' | 'REQUIRE';
  readonly pool: string | undefined;
  /** Undefined where a set that exists already says it. */
  readonly track: StreamSettings['track'];
  readonly unsubscribe: boolean;
  readonly unknownOutcome: (typeof unknownOutcomeRules)[number];
  readonly title: string | undefined;
}

export type DeployedStreams = ReadonlyMap<Stream, DeployedStream>;

/** Values of deployment parameters by name; those that have no value may be absent. */
export type ParameterValues = Readonly<Record<string, string | undefined>>;

/**
 * The streams of a deployment: the three that every one has, by their parameters and by what
 * `streams` says of them, then its own in their order.
 *
 * @throws Error when `streams` is wrong, which the deployment tells before anything is packaged
 */
export const deployedSettings = (values: ParameterValues): DeployedStreams => {
  const reading = readStreamSettings(values.streams ?? '');
  if (reading.kind === 'wrong') throw new Error(`--param streams: ${reading.problems.join('; ')}.`);
  const { settings } = reading;
  const basic = basicNames.map(
    (name) => [name, basicOf(name, values, settings.get(name))] as const,
  );
  const own = [...settings]
    .filter(([name]) => !basicStreams.has(name))
    .map(([name, given]) => [name, ownOf(given, values)] as const);
  return new Map([...basic, ...own]);
};

const basicOf = (
  name: BasicStream,
  values: ParameterValues,
  given: StreamSettings = {},
): DeployedStream => {
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  const facts = basicStreams.get(name);
  return complete(given, {
    lane: facts?.lane ?? 'bulk',
    tls: values[`tls${title}`] === 'REQUIRE' ? 'REQUIRE' : 'OPTIONAL',
    track: trackingNamed(values[`track${title}`]),
    unsubscribe: unsubscribedBy(values.unsubscribe).has(name),
    unknownOutcome: facts?.onUnknownOutcome ?? 'hold',
  });
};

const ownOf = (given: StreamSettings, { unsubscribe }: ParameterValues): DeployedStream => {
  const lane = given.lane ?? 'bulk';
  return complete(given, {
    lane,
    tls: 'OPTIONAL',
    track: 'none',
    unsubscribe: unsubscribe === 'bulk' && lane === 'bulk',
    unknownOutcome: lane === 'transactional' ? 'resend' : 'hold',
  });
};

type Defaults = Pick<DeployedStream, 'lane' | 'tls' | 'track' | 'unsubscribe' | 'unknownOutcome'>;

const complete = (given: StreamSettings, defaults: Defaults): DeployedStream => ({
  lane: defaults.lane,
  configurationSet: given.configurationSet,
  tls: given.tls ?? defaults.tls,
  pool: given.pool,
  track: given.track ?? (given.configurationSet === undefined ? defaults.track : undefined),
  unsubscribe: given.unsubscribe ?? defaults.unsubscribe,
  unknownOutcome: given.unknownOutcome ?? defaults.unknownOutcome,
  title: given.title,
});

const trackings = ['none', 'opens', 'clicks', 'all'] as const;

const trackingNamed = (text: string | undefined): DeployedStream['track'] =>
  trackings.find((one) => one === text) ?? 'none';

/** Values of the parameter `unsubscribe`. */
export const unsubscribeChoices = ['off', 'marketing', 'bulk'] as const;

/** Those of the three streams whose mail gets a link to unsubscribe, by the parameter `unsubscribe`. */
const unsubscribedBy = (choice: string | undefined): ReadonlySet<BasicStream> => {
  if (choice === 'marketing') return new Set(['marketing']);
  return new Set(choice === 'bulk' ? ['marketing', 'notifications'] : []);
};
