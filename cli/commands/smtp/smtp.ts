import { hostname } from 'node:os';
import { type HealthServer, startHealthServer } from '../../../doors/smtp/health-server.ts';
import type { DoorPorts } from '../../../doors/smtp/ports.ts';
import { type SmtpDoor, startSmtpDoor } from '../../../doors/smtp/smtp-door.ts';
import { type CommandIo, exitCodes } from '../../command-io.ts';
import { type CertificateSources, readCertificate } from './read-certificate.ts';
import { readSmtpNumbers, type SmtpNumbers, type SmtpOptions } from './smtp-options.ts';

/** Signals that the command obeys. */
export type SmtpSignal = 'SIGHUP' | 'SIGINT' | 'SIGTERM';

export interface SmtpIo
  extends CommandIo,
    Pick<CertificateSources, 'environment' | 'localCertificate' | 'readFile'> {
  readonly openPorts: () => Promise<DoorPorts>;
  readonly onSignal: (signal: SmtpSignal, act: () => void) => void;
}

/**
 * Runs the SMTP door until SIGTERM or SIGINT. SIGHUP makes it read its certificate again.
 *
 * @returns exit code, when every connection has ended
 */
export const smtp = async (options: SmtpOptions, io: SmtpIo): Promise<number> => {
  const numbers = readSmtpNumbers(options, io);
  const certificate = numbers && (await readCertificate({ ...options, ...io }, io));
  if (numbers === undefined || certificate === undefined) return exitCodes.usage;
  const { maxConnections, maxConnectionsPerAddress, maxMemory } = numbers;
  const door = await startSmtpDoor(
    {
      host: options.host,
      startTlsPort: numbers.starttlsPort,
      tlsPort: numbers.tlsPort,
      name: options.name ?? hostname(),
      certificate,
      limits: {
        connections: maxConnections,
        connectionsPerAddress: maxConnectionsPerAddress,
        connectionsPerTenant: Math.ceil(maxConnections / 2),
        bufferedBytes: maxMemory * 1024 * 1024,
      },
    },
    await io.openPorts(),
  );
  const health = await startHealth(door, options, numbers);
  const { startTlsPort, tlsPort } = door;
  io.print(
    JSON.stringify({
      ready: true,
      host: options.host,
      startTlsPort,
      tlsPort,
      healthPort: health.port,
    }),
  );
  io.onSignal('SIGHUP', () => void readAgain(door, options, io));
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) io.onSignal(signal, resolve);
  });
  await door.stop(numbers.grace * 1_000);
  await health.close();
  return exitCodes.fine;
};

/** Without it the door does not run either: nobody could tell whether it does. */
const startHealth = async (
  door: SmtpDoor,
  { healthHost: host }: SmtpOptions,
  { healthPort: port }: SmtpNumbers,
): Promise<HealthServer> => {
  try {
    return await startHealthServer({
      host,
      port,
      isHealthy: door.isHealthy,
      metrics: door.metrics,
    });
  } catch (error) {
    await door.stop(0);
    throw error;
  }
};

/** A certificate that cannot be used leaves the one before in force. */
const readAgain = async (door: SmtpDoor, options: SmtpOptions, io: SmtpIo): Promise<void> => {
  const certificate = await readCertificate({ ...options, ...io }, io);
  if (certificate === undefined) return;
  door.setCertificate(certificate);
  io.print(JSON.stringify({ certificate: 'read again' }));
};
