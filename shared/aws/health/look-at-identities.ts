import { GetIdentityNotificationAttributesCommand } from '@aws-sdk/client-ses';
import type { Looks } from '../../health/looks.ts';
import type { IdentityTopics } from '../../health/ports.ts';
import { sesIdentities } from '../ses/ses-identities.ts';
import type { HealthClients } from './health-clients.ts';
import type { SesCalls } from './ses-calls.ts';

/** Identities as SES has them. Topics of identities are told by the v1 API alone. */
export const lookAtIdentities = (
  { ses, sesv2 }: Pick<HealthClients, 'ses' | 'sesv2'>,
  ask: SesCalls,
  wait: (ms: number) => Promise<void>,
): Pick<Looks, 'identities' | 'identity' | 'identityTopics'> => {
  const identities = sesIdentities(sesv2, wait);
  return {
    identities: () => ask('ListEmailIdentities', identities.list),
    identity: async (name) => (await ask('GetEmailIdentity', () => identities.find(name))) ?? null,
    identityTopics: (names) => topicsOf(ses, ask, names),
  };
};

const topicsOf = async (
  ses: HealthClients['ses'],
  ask: SesCalls,
  names: readonly string[],
): Promise<Readonly<Record<string, IdentityTopics>>> => {
  const { NotificationAttributes = {} } = await ask('GetIdentityNotificationAttributes', () =>
    ses.send(new GetIdentityNotificationAttributesCommand({ Identities: [...names] })),
  );
  return Object.fromEntries(
    Object.entries(NotificationAttributes).map(
      ([name, { BounceTopic, ComplaintTopic, DeliveryTopic, ForwardingEnabled }]) => {
        const topics: IdentityTopics['topics'] = {
          ...(BounceTopic ? { Bounce: BounceTopic } : {}),
          ...(ComplaintTopic ? { Complaint: ComplaintTopic } : {}),
          ...(DeliveryTopic ? { Delivery: DeliveryTopic } : {}),
        };
        return [name, { topics, isForwarding: ForwardingEnabled === true }];
      },
    ),
  );
};
