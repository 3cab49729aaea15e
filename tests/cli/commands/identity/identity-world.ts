import type { IdentityIo } from '../../../../cli/commands/identity/identity-io.ts';
import { answerQuestion } from '../../../../local/dns/answer-question.ts';
import { readZone } from '../../../../local/dns/read-zone.ts';
import { type NameServerReply, startNameServer } from '../../../../local/dns/start-name-server.ts';
import { sesIdentities } from '../../../../shared/aws/ses/ses-identities.ts';
import { askDns } from '../../../../shared/identities/ask-dns.ts';
import { isFreemail } from '../../../../shared/identities/is-freemail.ts';
import { basicStreamsOf } from '../../../../shared/streams/stream-facts.ts';
import { simulateSes } from '../../../simulator/simulated-ses.ts';
import { capturedIo } from '../../captured-io.ts';

/** An SES that asks a name server, whose zone a test writes, and what the commands need of both. */
export const startIdentityWorld = async () => {
  const zone = { text: '', failing: undefined as NameServerReply | undefined };
  const dns = await startNameServer({
    reply: ({ name, type }) =>
      zone.failing ?? { kind: 'answer', ...answerQuestion(readZone(zone.text), name, type) },
  });
  const simulated = await simulateSes({
    dnsServer: dns.address,
    region: 'eu-west-1',
    configurationSets: [{ name: 'set-marketing' }],
  });
  const checkNow = () =>
    fetch(`${simulated.simulator.url}/_sim/identities/check`, { method: 'POST' });
  const captured = capturedIo();
  const time = { nowMs: 1_790_000_000_000 };
  const pauses: number[] = [];
  /** What happens while a command waits. */
  const world = { whileWaiting: async (_pause: number): Promise<void> => undefined };
  const ask = askDns({ servers: [dns.address], timeoutMs: 300, tries: 1 });
  const io: IdentityIo = {
    ...captured,
    identities: sesIdentities(simulated.ses2, async () => undefined),
    region: 'eu-west-1',
    streams: async () => basicStreamsOf('set-'),
    openDns: (servers) => ({
      ask,
      servers: servers ?? [dns.address],
      askAt: () => ask,
    }),
    isFreemail,
    now: () => time.nowMs,
    sleep: async (ms) => {
      pauses.push(ms);
      time.nowMs += ms;
      await world.whileWaiting(pauses.length);
    },
  };
  const close = async (): Promise<void> => {
    await simulated.close();
    await dns.close();
  };
  return {
    simulated,
    zone,
    dns,
    checkNow,
    io,
    out: captured.out,
    err: captured.err,
    pauses,
    world,
    close,
  };
};

export type IdentityWorld = Awaited<ReturnType<typeof startIdentityWorld>>;
