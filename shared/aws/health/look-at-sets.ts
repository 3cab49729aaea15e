import {
  GetConfigurationSetCommand,
  GetConfigurationSetEventDestinationsCommand,
} from '@aws-sdk/client-sesv2';
import type { Looks } from '../../health/looks.ts';
import { orAbsent } from './absent.ts';
import type { HealthClients } from './health-clients.ts';
import type { SesCalls } from './ses-calls.ts';

/** Configuration sets and where their events go. A missing set has no destinations. */
export const lookAtSets = (
  { sesv2 }: Pick<HealthClients, 'sesv2'>,
  ask: SesCalls,
): Pick<Looks, 'configurationSet' | 'eventDestinations'> => ({
  configurationSet: (name) =>
    orAbsent(
      ask('GetConfigurationSet', async () => {
        const found = await sesv2.send(
          new GetConfigurationSetCommand({ ConfigurationSetName: name }),
        );
        return {
          isSendingEnabled: found.SendingOptions?.SendingEnabled !== false,
          reputationMetrics: found.ReputationOptions?.ReputationMetricsEnabled === true,
          tlsPolicy: found.DeliveryOptions?.TlsPolicy ?? 'OPTIONAL',
          suppressedReasons: found.SuppressionOptions?.SuppressedReasons,
        };
      }),
    ),
  eventDestinations: async (name) => {
    const found = await orAbsent(
      ask('GetConfigurationSetEventDestinations', () =>
        sesv2.send(new GetConfigurationSetEventDestinationsCommand({ ConfigurationSetName: name })),
      ),
    );
    return (found?.EventDestinations ?? []).map(
      ({ Name = '', Enabled, MatchingEventTypes = [], SnsDestination }) => ({
        name: Name,
        isEnabled: Enabled === true,
        types: MatchingEventTypes,
        topicArn: SnsDestination?.TopicArn,
      }),
    );
  },
});
