import type { Stream } from '../email/streams.ts';
import {
  type DeployedStream,
  type DeployedStreams,
  deployedSettings,
} from '../streams/deployed-settings.ts';
import { streamsText, titlesText } from '../streams/stream-facts.ts';
import { textOf } from './check-parameters.ts';

/** What a template has of the streams of a deployment. */
export interface StreamTemplate {
  /**
   * For each stream a configuration set, and what of its events goes to which topic; none for a
   * stream that is sent through a set that exists already. Outputs name the sets.
   */
  readonly template: { readonly Resources: Resources; readonly Outputs: object };
  /** ARNs of the configuration sets through which the streams are sent. */
  readonly setArns: readonly object[];
  /** ARNs, with `*`, of the sets that may publish events to the deployment's topics. */
  readonly publishers: readonly object[];
  /** The variable `STREAMS` of functions. */
  readonly variable: string;
  /** The variable `STREAM_TITLES`. */
  readonly titles: string;
  readonly count: number;
}

/**
 * The streams in a template.
 *
 * @param given - values of the parameters that set up streams, by name
 * @param prefix - of the names of configuration sets that the deployment makes
 * @throws Error when `streams` is wrong
 */
export const streamTemplate = (
  given: Readonly<Record<string, unknown>>,
  prefix: string,
): StreamTemplate => {
  const values = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, textOf(value)]),
  );
  const streams = deployedSettings(values);
  const options: SetOptions = {
    tracking: { domain: values.trackingDomain ?? '', https: values.trackingHttps ?? 'OPTIONAL' },
    hasReputation: values.sesReputationMetrics === 'true',
  };
  const own = [...streams].filter(([, { configurationSet }]) => configurationSet === undefined);
  return {
    template: {
      Resources: Object.assign(
        {},
        ...own.map(([name, stream]) => resourcesOf(name, prefix, stream, options)),
      ),
      Outputs: Object.fromEntries(own.map(([name]) => outputOf(setId(titleOf(name))))),
    },
    setArns: [...streams].map(([name, { configurationSet }]) =>
      arnOf(configurationSet ?? `\${${setId(titleOf(name))}}`),
    ),
    publishers: [`${prefix}*`, ...foreignSets(streams)].map(arnOf),
    variable: streamsText(streams, prefix),
    titles: titlesText(streams),
    count: streams.size,
  };
};

interface SetOptions {
  readonly tracking: { readonly domain: string; readonly https: string };
  /** Whether SES publishes its rates of each set. */
  readonly hasReputation: boolean;
}

/** A resource of a template. */
type Resource = {
  Type: string;
  Properties: Record<string, unknown>;
  DependsOn?: string;
};

type Resources = Readonly<Record<string, Resource>>;

const outputOf = (id: string) => [`${id}Name`, { Value: { Ref: id } }] as const;

const foreignSets = (streams: DeployedStreams): ReadonlySet<string> =>
  new Set([...streams.values()].flatMap(({ configurationSet }) => configurationSet ?? []));

const arnOf = (name: string): object => ({
  'Fn::Sub': `arn:\${AWS::Partition}:ses:\${AWS::Region}:\${AWS::AccountId}:configuration-set/${name}`,
});

/** `order-updates` as part of a logical id: `OrderUpdates`. Different names have different ids. */
const titleOf = (name: Stream): string =>
  name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

const setId = (title: string): string => `${title}ConfigurationSet`;

const resourcesOf = (
  name: Stream,
  prefix: string,
  { tls, pool, track }: DeployedStream,
  { tracking, hasReputation }: SetOptions,
): Resources => {
  const title = titleOf(name);
  return {
    [setId(title)]: {
      Type: 'AWS::SES::ConfigurationSet',
      Properties: {
        Name: `${prefix}${name}`,
        ReputationOptions: { ReputationMetricsEnabled: hasReputation },
        DeliveryOptions: {
          TlsPolicy: tls,
          ...(pool === undefined ? {} : { SendingPoolName: pool }),
        },
        TrackingOptions:
          tracking.domain === ''
            ? { Ref: 'AWS::NoValue' }
            : { CustomRedirectDomain: tracking.domain, HttpsPolicy: tracking.https },
      },
    },
    [`${title}Events`]: destination(title, 'feedback', 'FeedbackTopic', ['bounce', 'complaint']),
    [`${title}Deliveries`]: destination(title, 'deliveries', 'DeliveryTopic', [
      ...otherEvents,
      ...trackingEvents[track ?? 'none'],
    ]),
  };
};

const destination = (
  title: string,
  name: string,
  topic: string,
  events: readonly string[],
): Resource => ({
  Type: 'AWS::SES::ConfigurationSetEventDestination',
  // SES publishes a test message when the topic is set.
  DependsOn: `${topic}Policy`,
  Properties: {
    ConfigurationSetName: { Ref: setId(title) },
    EventDestination: {
      Name: name,
      Enabled: true,
      MatchingEventTypes: events,
      SnsDestination: { TopicARN: { Ref: topic } },
    },
  },
});

/** What SES publishes of each mail beside bounces and complaints. */
const otherEvents = [
  'send',
  'reject',
  'delivery',
  'renderingFailure',
  'deliveryDelay',
  'subscription',
];

/**
 * What SES tracks is what an event destination asks for: with `open` it adds an image to every HTML
 * body of the configuration set, with `click` it replaces every link.
 */
const trackingEvents = {
  none: [],
  opens: ['open'],
  clicks: ['click'],
  all: ['open', 'click'],
} as const;
