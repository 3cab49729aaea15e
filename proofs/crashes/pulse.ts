import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { localCredentials } from '../../local/engines/create-resources.ts';
import { pulseAddress } from '../account/pulse-address.ts';
import type { Lab } from './crash-lab.ts';

const everyMs = 1_000;

/**
 * Sends one mail a second besides the trials, straight to SES, like an account with other mail. Its
 * events show that feedback flows, so that a missing event proves something.
 */
export const startPulse = ({ endpoints }: Lab): { readonly stop: () => Promise<void> } => {
  const client = new SESClient({
    endpoint: endpoints.ses,
    region: endpoints.region,
    credentials: localCredentials,
  });
  const beat = (): Promise<unknown> =>
    client
      .send(
        new SendRawEmailCommand({
          Source: 'pulse@example.com',
          Destinations: [pulseAddress],
          ConfigurationSetName: endpoints.configurationSets.transactional,
          RawMessage: {
            Data: Buffer.from(
              'From: pulse@example.com\r\nTo: pulse@example.org\r\nSubject: pulse\r\n\r\npulse\r\n',
            ),
          },
        }),
      )
      .catch(() => undefined);
  let last: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    last = beat();
  }, everyMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await last;
      client.destroy();
    },
  };
};
