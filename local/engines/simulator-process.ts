import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import { type Reach, thisMachine, urlAt } from '../../simulator/loopback/reach.ts';
import type { NodeProcess } from '../child-process.ts';
import type { ConfigurationSetResource } from '../template/configuration-set-resources.ts';
import { startServerProcess } from './engines.ts';

/** Settings of the simulated SES; the simulator has defaults. */
export interface SimulatorSettings {
  /** Recipients per second. */
  readonly rate?: number;
  /** Recipients per 24 hours. */
  readonly quota?: number;
  /** Enforces the rate in every window of one second, instead of by a token bucket. */
  readonly sliding?: boolean;
  /** Median latency of an answer; ms. */
  readonly latencyMs?: number;
  /** Number of whole messages that it keeps. */
  readonly keepMessages?: number;
  /** Whether SES answers one call of a control operation a second only. Default: true. */
  readonly limitsControlCalls?: boolean;
}

export interface SimulatorOptions {
  /** Program to run in its place. */
  readonly script?: string;
  readonly settings: SimulatorSettings;
  /** 0 for any free port. */
  readonly port: number;
  /** Default: this machine only. */
  readonly reach?: Reach | undefined;
  readonly region: string;
  readonly accountId: string;
  readonly snsUrl: string;
  /** URL of the event bus that is told of tenants; without it, none is. */
  readonly eventBusUrl?: string;
  readonly configurationSets: readonly ConfigurationSetResource[];
  /** `host:port` of the name server that must have the records of new domains; else none need. */
  readonly dnsServer?: string;
  /** Verified addresses and domains. */
  readonly identities: readonly string[];
  /** Path of its configuration file, which is written here. */
  readonly configurationFile: string;
  readonly onLine: (line: string) => void;
}

export interface Simulator {
  readonly url: string;
  /** A page that shows what it received. */
  readonly console: string;
  readonly process: NodeProcess;
}

const simulator = fileURLToPath(new URL('../../simulator/main.ts', import.meta.url));

const readyShape = z.looseObject({
  url: z.optional(z.string()),
  port: z.optional(z.number()),
  console: z.optional(z.string()),
});

/** Starts the SES simulator with the configuration sets and identities of the template. */
export const startSimulator = async (options: SimulatorOptions): Promise<Simulator> => {
  const { region, accountId, configurationSets, identities, configurationFile } = options;
  const { eventBusUrl, dnsServer, reach = thisMachine } = options;
  await writeFile(
    configurationFile,
    `${JSON.stringify({ configurationSets, identities }, null, 2)}\n`,
  );
  const server = await startServerProcess({
    name: 'the SES simulator',
    script: options.script ?? simulator,
    args: [
      '--ready-json',
      '--port',
      String(options.port),
      ...['--bind', reach.bind, '--host', reach.host],
      '--sns-endpoint',
      options.snsUrl,
      ...(eventBusUrl === undefined ? [] : ['--event-bus-endpoint', eventBusUrl]),
      ...(dnsServer === undefined ? [] : ['--dns-server', dnsServer]),
      '--config',
      configurationFile,
      '--region',
      region,
      '--account-id',
      accountId,
      ...flags(options.settings),
    ],
    onLine: options.onLine,
  });
  const ready = readyShape.parse(server.ready);
  const url = ready.url ?? urlAt(reach, ready.port ?? options.port);
  return { url, console: ready.console ?? url, process: server.process };
};

const flags = ({
  rate,
  quota,
  sliding,
  latencyMs,
  keepMessages,
  limitsControlCalls,
}: SimulatorSettings): readonly string[] => [
  ...(rate === undefined ? [] : ['--rate', String(rate)]),
  ...(quota === undefined ? [] : ['--quota', String(quota)]),
  ...(latencyMs === undefined ? [] : ['--latency', String(latencyMs)]),
  ...(keepMessages === undefined ? [] : ['--keep', String(keepMessages)]),
  ...(sliding === true ? ['--sliding'] : []),
  ...(limitsControlCalls === false ? ['--no-control-limit'] : []),
];
