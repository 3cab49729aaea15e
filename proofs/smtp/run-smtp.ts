import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod/mini';
import { type NodeProcess, plainEnvironment, startNodeProcess } from '../../local/child-process.ts';
import { localCertificate } from '../../local/doors/local-certificate.ts';
import type { Output } from '../../local/lab/output.ts';
import { currentMegabytes } from '../../local/lambda/process-memory.ts';
import { type MemorySample, trendOf } from '../memory/memory-trend.ts';
import { openSmtpClient, type SmtpClient } from './smtp-client.ts';

/** Options of `npm run bench -- smtp`. */
export interface SmtpOptions {
  readonly connections: number;
  /** Mails a second, of all connections together. */
  readonly rate: number;
  readonly seconds: number;
  readonly json: boolean;
}

/** Time in which the process takes the memory that it keeps, before it is watched; s. */
const warmUpSeconds = 20;
/** Connections that are opened at once. */
const openedAtOnce = 50;
const mime = `From: ann@example.com\r\nSubject: Proof\r\n\r\n${`${'One line of the proof. '.repeat(3)}\r\n`.repeat(140)}`;

const ready = z.object({ tlsPort: z.number() });

interface Door {
  readonly process: NodeProcess;
  readonly port: number;
  readonly ca: string;
}

/**
 * Holds many connections to the SMTP door, sends over all of them, and watches the door's memory.
 *
 * @returns whether every mail got its 250 and memory stays flat
 */
export const runSmtp = async (
  { connections, rate, seconds, json }: SmtpOptions,
  { print, tell }: Output,
): Promise<boolean> => {
  const directory = await mkdtemp(join(tmpdir(), 'smtp-proof-'));
  const door = await startDoor(directory, tell);
  const clients: SmtpClient[] = [];
  try {
    while (clients.length < connections) {
      const some = Math.min(openedAtOnce, connections - clients.length);
      const opening = Array.from({ length: some }, () => openSmtpClient(door.port, door.ca));
      clients.push(...(await Promise.all(opening)));
    }
    tell(`${clients.length} connections are open.`);
    await sendAll(clients, { rate, seconds: warmUpSeconds }, door);
    const { samples, latenciesMs, failed } = await sendAll(clients, { rate, seconds }, door);
    const trend = trendOf(samples);
    const sorted = latenciesMs.toSorted((one, other) => one - other);
    const p99Ms = Math.round(sorted[Math.floor(sorted.length * 0.99)] ?? 0);
    const result = { connections, mails: sorted.length, failed, p99Ms, ...trend };
    if (!json) {
      print(`${sorted.length} mails over ${connections} connections, ${failed} failed`);
      print(`99 % within ${p99Ms} ms; ${trend.lastThirdMegabytes} MB, ${trend.changePercent} %`);
    }
    print(JSON.stringify(result));
    return failed === 0 && trend.isFlat;
  } finally {
    for (const client of clients) client.close();
    await door.process.stop(2_000);
    await rm(directory, { recursive: true, force: true });
  }
};

const startDoor = async (directory: string, tell: Output['tell']): Promise<Door> => {
  const { cert, caFile } = await localCertificate(directory, Date.now());
  let tellPort = (_port: number): void => {};
  const port = new Promise<number>((resolve) => {
    tellPort = resolve;
  });
  const process = startNodeProcess({
    script: join(import.meta.dirname, 'door-process.ts'),
    args: [caFile, join(directory, 'tls-key.pem')],
    flags: ['--disable-warning=ExperimentalWarning'],
    environment: plainEnvironment(),
    onLine: (line, stream) =>
      stream === 'stdout' ? tellPort(ready.parse(JSON.parse(line)).tlsPort) : tell(line),
  });
  const ended = process.exited.then(() => {
    throw new Error('The door ended before it was ready.');
  });
  return { process, port: await Promise.race([port, ended]), ca: cert };
};

interface Sent {
  readonly samples: readonly MemorySample[];
  readonly latenciesMs: readonly number[];
  readonly failed: number;
}

/** Sends at the rate, over one connection after the other, and samples memory once a second. */
const sendAll = async (
  clients: readonly SmtpClient[],
  { rate, seconds }: Pick<SmtpOptions, 'rate' | 'seconds'>,
  door: Door,
): Promise<Sent> => {
  const samples: MemorySample[] = [];
  const latenciesMs: number[] = [];
  let failed = 0;
  const under = new Set<Promise<void>>();
  const busy = new Set<SmtpClient>();
  const beganMs = performance.now();
  for (let number = 0; number < rate * seconds; number += 1) {
    await sleep(Math.max(0, beganMs + (number * 1_000) / rate - performance.now()));
    const client = clients[number % clients.length];
    if (client === undefined || busy.has(client)) {
      failed += 1;
      continue;
    }
    busy.add(client);
    const sentMs = performance.now();
    const sending = client
      .send(mime)
      .then((reply) => {
        if (!reply.startsWith('250')) failed += 1;
        latenciesMs.push(performance.now() - sentMs);
      })
      .catch(() => {
        failed += 1;
      })
      .finally(() => {
        busy.delete(client);
        under.delete(sending);
      });
    under.add(sending);
    if (number % rate === rate - 1)
      samples.push({
        messages: number + 1,
        megabytes: (await currentMegabytes(door.process.pid)) ?? 0,
      });
  }
  await Promise.all(under);
  return { samples, latenciesMs, failed };
};
