import { accountOfQueue } from '../../../shared/aws/queues/queue-url.ts';
import type { Place } from '../../../shared/health/observed.ts';
import type { Target } from '../../target.ts';

/** Where a target is, before AWS has told the account. */
export const placeOf = (
  target: Target,
  region: string,
  environment: Readonly<Record<string, string | undefined>>,
  version: string,
): Place => ({
  name: target.name,
  command: commandFor(target),
  prefix: target.queuePrefix,
  region,
  partition: partitionOf(region),
  account: accountIn(target.queues.transactional),
  endpoints: endpointsOf(target, environment),
  version,
});

/** `npx ses-pipeline`, with the options that lead to the target. */
const commandFor = ({ stage, connection }: Target): string =>
  [
    'npx ses-pipeline',
    ...(stage === undefined ? [] : [`--stage ${stage}`]),
    ...(stage === undefined || connection.region === undefined
      ? []
      : [`--region ${connection.region}`]),
  ].join(' ');

const partitionOf = (region: string): string => {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
};

const accountIn = (queue: string): string =>
  /^https?:\/\//.test(queue) ? (accountOfQueue(queue) ?? '') : '';

/** Services by their names in `AWS_ENDPOINT_URL_…`, with the addresses that are set for them. */
const endpointsOf = (
  { stage, connection }: Target,
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> => {
  const fromEnvironment = Object.entries(environment).flatMap(([name, url]) => {
    const [, service] = /^AWS_ENDPOINT_URL_([A-Z0-9_]+)$/.exec(name) ?? [];
    return service === undefined || !isUrl(url) ? [] : [[service.toLowerCase(), url] as const];
  });
  const ofStack = Object.entries(connection).flatMap(([name, url]) =>
    name.endsWith('Endpoint') && isUrl(url) ? [[name.replace('Endpoint', ''), url] as const] : [],
  );
  return Object.fromEntries(stage === undefined ? ofStack : fromEnvironment);
};

const isUrl = (value: unknown): value is string => typeof value === 'string' && URL.canParse(value);
