import { once } from 'node:events';
import type { Server } from 'node:net';
import { byteBudget } from './byte-budget.ts';
import { createClients } from './clients.ts';
import { doorCounts, metricsText } from './door-counts.ts';
import type { Door } from './door-state.ts';
import { type DoorLimits, defaultLimits } from './limits.ts';
import { loginGuard } from './login-guard.ts';
import { places } from './places.ts';
import type { Certificate, DoorPorts } from './ports.ts';
import { replies } from './replies.ts';
import { slowness } from './slowness.ts';
import { type SmtpPort, startTlsPort, tlsPort } from './smtp-servers.ts';

export interface SmtpDoorOptions {
  /** Address on which both ports listen. */
  readonly host: string;
  /** Ports; 0 for any free one. */
  readonly startTlsPort: number;
  readonly tlsPort: number;
  /** Name with which the door greets. */
  readonly name: string;
  readonly certificate: Certificate;
  readonly limits?: Partial<DoorLimits>;
}

/** A running SMTP door. */
export interface SmtpDoor {
  readonly startTlsPort: number;
  readonly tlsPort: number;
  /** Whether it accepts mail. */
  readonly isHealthy: () => boolean;
  /** Counts and gauges, in Prometheus's text format. */
  readonly metrics: () => string;
  /** Uses another certificate for connections from now on. */
  readonly setCertificate: (certificate: Certificate) => void;
  /**
   * Accepts no more, lets mails that are under way get their answers, and closes everything after
   * the given time at the latest. May be called again.
   */
  readonly stop: (graceMs: number) => Promise<void>;
}

/** Time between two looks for slow clients; ms. */
const lookEveryMs = 1_000;

/** Starts the SMTP door: it takes mail of those who log in with an access key. */
export const startSmtpDoor = async (
  options: SmtpDoorOptions,
  ports: DoorPorts,
): Promise<SmtpDoor> => {
  const door = createDoor({ ...defaultLimits, ...options.limits }, ports);
  const starting = startTlsPort(door, options.certificate, options.name);
  const wrapped = tlsPort(door, options.certificate, options.name);
  const both = [starting, wrapped];
  const numbers = {
    startTlsPort: await listen(starting.server, options.host, options.startTlsPort),
    tlsPort: await listen(wrapped.server, options.host, options.tlsPort).catch((error) => {
      starting.server.close();
      throw error;
    }),
  };
  const looking = setInterval(() => closeSlow(door), lookEveryMs);
  let stopping: Promise<void> | undefined;
  return {
    ...numbers,
    isHealthy: () => stopping === undefined,
    metrics: () => metricsText(door.counts, gaugesOf(door)),
    setCertificate: (certificate) => {
      for (const { setCertificate } of both) setCertificate(certificate);
    },
    stop: (graceMs) => {
      stopping ??= stop(door, both, graceMs).finally(() => clearInterval(looking));
      return stopping;
    },
  };
};

const createDoor = (limits: DoorLimits, ports: DoorPorts): Door => ({
  ports,
  limits,
  connections: places(limits.connections, limits.connectionsPerAddress),
  clients: createClients(),
  counts: doorCounts(),
  guard: loginGuard(ports.now),
  bytes: byteBudget(limits.bufferedBytes),
  sessions: places(Number.POSITIVE_INFINITY, limits.connectionsPerTenant),
  mails: places(Number.POSITIVE_INFINITY, limits.mailsPerTenant),
});

const gaugesOf = ({ connections, mails, bytes }: Door) => ({
  connections: connections.taken(),
  mails: mails.taken(),
  bufferedBytes: bytes.taken(),
});

const listen = async (server: Server, host: string, port: number): Promise<number> => {
  server.listen(port, host);
  await once(server, 'listening');
  server.on('error', () => undefined);
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
};

const closeSlow = ({ clients, limits, ports, counts }: Door): void => {
  for (const client of clients.all()) {
    const slow = slowness(client, limits, ports.now());
    if (slow === undefined) continue;
    counts.add('closed_connections', slow.reason);
    client.close(slow.reply);
  }
};

const stop = async (door: Door, ports: readonly SmtpPort[], graceMs: number): Promise<void> => {
  const { clients } = door;
  for (const { server, shutDown } of ports) {
    server.close();
    shutDown();
  }
  const closeIdle = (): void => {
    for (const client of clients.all())
      if (client.mail === undefined) client.close(replies.shutdown);
  };
  closeIdle();
  const looking = setInterval(closeIdle, 100);
  let ending: NodeJS.Timeout | undefined;
  const graceEnds = new Promise<void>((resolve) => {
    ending = setTimeout(resolve, graceMs);
  });
  await Promise.race([clients.whenGone(), graceEnds]);
  clearInterval(looking);
  clearTimeout(ending);
  for (const client of clients.all()) client.close(replies.shutdown);
};
