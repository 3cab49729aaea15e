import { DescribeKeyCommand, GetKeyPolicyCommand } from '@aws-sdk/client-kms';
import type { Subscription as SnsSubscription } from '@aws-sdk/client-sns';
import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  paginateListSubscriptionsByTopic,
} from '@aws-sdk/client-sns';
import type { Looks } from '../../health/looks.ts';
import type { Subscription } from '../../health/ports.ts';
import { orAbsent } from './absent.ts';
import type { HealthClients } from './health-clients.ts';

/** What ListSubscriptionsByTopic says in the place of the ARN until it is confirmed. */
const pendingArn = 'PendingConfirmation';

/** Most subscriptions of a topic whose attributes are read: ours come first in the list. */
const mostSubscriptions = 50;

/** Topics, their subscriptions, and the key that encrypts them. */
export const lookAtTopics = ({
  sns,
  kms,
}: Pick<HealthClients, 'sns' | 'kms'>): Pick<Looks, 'topic' | 'subscriptions' | 'key'> => ({
  topic: async (arn) => {
    const found = await orAbsent(sns.send(new GetTopicAttributesCommand({ TopicArn: arn })));
    if (found === null) return null;
    const { Policy = '', KmsMasterKeyId = '' } = found.Attributes ?? {};
    return { policy: Policy, keyId: KmsMasterKeyId === '' ? undefined : KmsMasterKeyId };
  },
  subscriptions: async (arn) => {
    const all: SnsSubscription[] = [];
    for await (const page of paginateListSubscriptionsByTopic({ client: sns }, { TopicArn: arn }))
      all.push(...(page.Subscriptions ?? []));
    const some = all.slice(0, mostSubscriptions);
    return Promise.all(some.map((one) => readSubscription(sns, one)));
  },
  key: async (alias) => {
    const found = await orAbsent(kms.send(new DescribeKeyCommand({ KeyId: alias })));
    const { Arn = '', KeyState = '', KeyId = '' } = found?.KeyMetadata ?? {};
    if (found === null || KeyId === '') return null;
    const { Policy = '' } = await kms.send(
      new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }),
    );
    return { arn: Arn, state: KeyState, policy: Policy };
  },
});

const readSubscription = async (
  sns: HealthClients['sns'],
  { SubscriptionArn = pendingArn, Protocol = '', Endpoint = '' }: SnsSubscription,
): Promise<Subscription> => {
  const named = { protocol: Protocol, endpoint: Endpoint };
  if (SubscriptionArn === pendingArn) return { ...named, ...pending };
  const found = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  const { PendingConfirmation, RawMessageDelivery, FilterPolicy, RedrivePolicy } =
    found.Attributes ?? {};
  return {
    ...named,
    isConfirmed: PendingConfirmation !== 'true',
    isRaw: RawMessageDelivery === 'true',
    filterPolicy: FilterPolicy,
    hasDeadLetters: RedrivePolicy !== undefined && RedrivePolicy !== '',
  };
};

const pending = {
  isConfirmed: false,
  isRaw: false,
  filterPolicy: undefined,
  hasDeadLetters: false,
} as const;
