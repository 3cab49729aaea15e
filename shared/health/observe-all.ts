import type { Stream, Streams } from '../email/streams.ts';
import type { AskDns } from '../identities/ports.ts';
import { userOf } from './checks/access.ts';
import { stackName } from './checks/watching.ts';
import type { Looks, SendCanary } from './looks.ts';
import { knownValue, notApplicable } from './observation.ts';
import { type Look, observe } from './observe.ts';
import {
  type Observed,
  type ObservedSesTenant,
  type Place,
  queueRoles,
  topicRoles,
} from './observed.ts';
import { type See, seeSenders } from './see-senders.ts';

/** Most SES tenants that are looked at: three calls each. */
const mostSesTenants = 10;

export interface ObserveOptions {
  /** Where the pipeline is; `account` and `partition` as far as they are known before STS is asked. */
  readonly place: Place;
  readonly looks: Looks;
  /** Streams of the deployment. */
  readonly streams: Streams;
  /** Keys of the functions in serverless.yml. */
  readonly functionKeys: readonly string[];
  readonly askDns: AskDns;
  /** Whether a domain is that of a provider of mailboxes. */
  readonly isFreemail: (domain: string) => boolean;
  /** `--from`: looked at besides those of the settings, and the canary's. */
  readonly from: string | undefined;
  /** Undefined when it is left out. */
  readonly sendCanary: SendCanary | undefined;
  readonly now: () => number;
  /** Resolves when the examination is out of time. */
  readonly deadline: Promise<void>;
}

/** Looks at everything, side by side; never rejects. The canary goes out last, over what is there. */
export const observeAll = async (options: ObserveOptions): Promise<Observed> => {
  const { looks, deadline, now } = options;
  const see = <Value>(action: string, look: Look<Value>) => observe(action, look, deadline);
  const caller = await see('sts:GetCallerIdentity', looks.caller);
  const place = placeOf(options.place, knownValue(caller));
  const user = userOf(caller);
  const [access, account, senders, resources, tenants, watched] = await Promise.all([
    user === undefined
      ? notApplicable('the caller is no IAM user')
      : see('iam:ListAccessKeys', () => looks.callerKeys(user)),
    see('ses:GetAccount', looks.account),
    seeSenders({ ...options, region: place.region }, see),
    seeResources(options, place, see),
    seeTenants(looks, see),
    seeWatching(looks, place, see),
  ]);
  return {
    place,
    caller,
    callerKeys: access,
    account,
    ...senders.observed,
    ...resources,
    ...tenants.observed,
    ...watched,
    leftOut: senders.leftOut + tenants.leftOut,
    nowMs: now(),
    canary: await seeCanary(options, senders.observed, see),
  };
};

/** The account and partition that STS tells; else what was known before. */
const placeOf = (
  place: Place,
  caller: { readonly account: string; readonly arn: string } | undefined,
): Place =>
  caller === undefined
    ? place
    : { ...place, account: caller.account, partition: caller.arn.split(':')[1] ?? place.partition };

const seeResources = async (
  { looks, streams, functionKeys }: ObserveOptions,
  place: Place,
  see: See,
) => {
  const arn = (service: string, name: string): string =>
    `arn:${place.partition}:${service}:${place.region}:${place.account}:${place.prefix}${name}`;
  const [sets, topics, queues, functions, sources] = await Promise.all([
    Promise.all(
      [...streams].map(([stream, facts]) => seeSet(looks, stream, facts.configurationSet, see)),
    ),
    Promise.all(topicRoles.map(async (role) => seeTopic(looks, role, arn('sns', role), see))),
    Promise.all(queueRoles.map((role) => seeQueue(looks, role, place.prefix + role, see))),
    Promise.all(
      functionKeys.map(async (key) => {
        const name = place.prefix + key;
        const deployed = await see('lambda:GetFunctionConfiguration', () =>
          looks.deployedFunction(name),
        );
        return { key, name, deployed };
      }),
    ),
    Promise.all(
      readQueues.map(async ({ queue, key }) => {
        const functionName = place.prefix + key;
        const mapping = await see('lambda:ListEventSourceMappings', () =>
          looks.eventSource(functionName, arn('sqs', queue)),
        );
        return { functionName, queue, mapping };
      }),
    ),
  ]);
  return { sets, topics, queues, functions, sources };
};

/** The queues that functions read. */
const readQueues = [
  { queue: 'transactional', key: 'send-email' },
  { queue: 'bulk', key: 'send-email' },
  { queue: 'feedback', key: 'record-delivery' },
] as const;

const seeSet = async (looks: Looks, stream: Stream, name: string, see: See) => {
  const [set, destinations] = await Promise.all([
    see('ses:GetConfigurationSet', () => looks.configurationSet(name)),
    see('ses:GetConfigurationSetEventDestinations', () => looks.eventDestinations(name)),
  ]);
  return { stream, name, set, destinations };
};

const seeTopic = async (looks: Looks, role: (typeof topicRoles)[number], arn: string, see: See) => {
  const [topic, subscriptions] = await Promise.all([
    see('sns:GetTopicAttributes', () => looks.topic(arn)),
    see('sns:ListSubscriptionsByTopic', () => looks.subscriptions(arn)),
  ]);
  return { role, arn, topic, subscriptions };
};

const seeQueue = async (
  looks: Looks,
  role: (typeof queueRoles)[number],
  name: string,
  see: See,
) => {
  const [queue, oldestSeconds] = await Promise.all([
    see('sqs:GetQueueAttributes', () => looks.queue(name)),
    role === 'transactional' || role === 'bulk' || role === 'feedback'
      ? see('cloudwatch:GetMetricStatistics', () => looks.oldestSeconds(name))
      : notApplicable('its age is no matter: keep-messages saves dead letters'),
  ]);
  return { role, name, queue, oldestSeconds };
};

const seeTenants = async (looks: Looks, see: See) => {
  const [listed, tenantKeys, rates] = await Promise.all([
    see('dynamodb:Scan', looks.sesTenants),
    see('dynamodb:Scan', looks.storedKeys),
    see('dynamodb:Query', looks.rates),
  ]);
  const all = knownValue(listed) ?? [];
  const states: readonly ObservedSesTenant[] = await Promise.all(
    all.slice(0, mostSesTenants).map(async (tenant) => ({
      ...tenant,
      state: await see('ses:GetTenant', () => looks.sesTenant(tenant)),
    })),
  );
  const sesTenants: Observed['sesTenants'] =
    listed.kind === 'known' ? { kind: 'known', value: states } : listed;
  return {
    observed: { sesTenants, tenantKeys, rates },
    leftOut: Math.max(0, all.length - mostSesTenants),
  };
};

const seeWatching = async (looks: Looks, place: Place, see: See) => {
  const [key, ledger, stack, alarms, budget, recommendations] = await Promise.all([
    see('kms:DescribeKey', () => looks.key(`alias/${stackName(place.prefix)}`)),
    see('dynamodb:GetItem', () => looks.ledger(place.account)),
    see('cloudformation:DescribeStacks', () => looks.stack(stackName(place.prefix))),
    see('cloudwatch:DescribeAlarms', () => looks.alarms(place.prefix)),
    see('budgets:ViewBudget', () => looks.budget(place.account, place.prefix + place.region)),
    see('ses:ListRecommendations', looks.recommendations),
  ]);
  return { key, ledger, stack, alarms, budget, recommendations };
};

/** The canary comes from `--from`, else from the first verified identity. */
const seeCanary = async (
  { sendCanary, from }: ObserveOptions,
  { identities }: Pick<Observed, 'identities'>,
  see: See,
): Promise<Observed['canary']> => {
  if (sendCanary === undefined) return notApplicable('left out (--no-canary)');
  const [verified] = identities.filter(
    ({ details }) => knownValue(details)?.verificationStatus === 'SUCCESS',
  );
  const name = verified?.name;
  const sender = from ?? (name?.includes('@') === false ? `canary@${name}` : name);
  return sender === undefined
    ? notApplicable('there is no verified identity to send it from; name an address with --from')
    : see('sqs:SendMessage', () => sendCanary(sender));
};
