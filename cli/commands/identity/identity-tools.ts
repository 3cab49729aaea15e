import { connectSes } from '../../../shared/aws/clients/connect.ts';
import { sesIdentities } from '../../../shared/aws/ses/ses-identities.ts';
import { askDns } from '../../../shared/identities/ask-dns.ts';
import { isFreemail } from '../../../shared/identities/is-freemail.ts';
import type { CommandIo } from '../../command-io.ts';
import type { Pipeline } from '../../program.ts';
import type { IdentityIo } from './identity-io.ts';

/** Tools of the commands on identities. */
export const openIdentityTools = async ({
  target,
  clock,
  streams,
}: Pick<Pipeline, 'target' | 'clock' | 'streams'>): Promise<Omit<IdentityIo, keyof CommandIo>> => {
  const client = connectSes(target.connection);
  const sleep = (ms: number): Promise<void> => clock.sleepUntil(clock.now() + ms);
  const local = target.dns === undefined ? undefined : [target.dns];
  return {
    identities: sesIdentities(client, sleep),
    region: await client.config.region(),
    streams,
    openDns: (named) => {
      const servers = named ?? local;
      const askAt = (given: readonly string[]) => askDns({ servers: given });
      return { ask: servers === undefined ? askDns() : askAt(servers), servers, askAt };
    },
    isFreemail,
    now: clock.now,
    sleep,
  };
};
