/** The simulator as a program of its own: `npm run simulator -- --help`. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { seededRandom } from './account/chance.ts';
import { type ConfigFile, readConfigFile } from './account/config-file.ts';
import { thisMachine } from './loopback/reach.ts';
import { type SesSimulator, startSesSimulator } from './simulator.ts';
import type { SesSimulatorOptions } from './simulator-options.ts';

interface Arguments {
  readonly port: number;
  readonly bind: string;
  readonly host: string;
  readonly rate: number;
  readonly quota: number;
  readonly sliding: boolean;
  readonly sandbox?: boolean;
  readonly latency: number;
  readonly snsEndpoint?: string;
  readonly eventBusEndpoint?: string;
  readonly region: string;
  readonly accountId: string;
  readonly identity?: readonly string[];
  readonly dnsServer?: string;
  readonly config?: string;
  readonly keep: number;
  readonly seed: number;
  readonly controlLimit: boolean;
  readonly readyJson: boolean;
}

const numberFrom =
  (lowest: number) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() === '' || Number.isNaN(value) || value < lowest)
      throw new InvalidArgumentError(`It must be a number from ${lowest} on.`);
    return value;
  };

const command = new Command('simulator')
  .description(
    'A local SES: v1 and v2 API, send rate and quota, mailbox simulator, events to SNS, and a web page that shows received mail.',
  )
  .option('--port <number>', 'port; 0 takes a free one', numberFrom(0), 4579)
  .option(
    '--bind <address>',
    'address on which it listens; 0.0.0.0: whoever reaches this machine can use it',
    thisMachine.bind,
  )
  .option('--host <name>', 'name or address in its URLs', thisMachine.host)
  .option(
    '--rate <recipients>',
    'maximum send rate, recipients per second',
    numberFrom(Number.MIN_VALUE),
    14,
  )
  .option(
    '--quota <recipients>',
    'maximum recipients in 24 hours; -1 is no limit',
    numberFrom(-1),
    50_000,
  )
  .option(
    '--sliding',
    'limit the rate in every window of one second, instead of by a token bucket',
    false,
  )
  .option(
    '--sandbox',
    'accept only verified recipients; default when the rate is 1 and the quota 200',
  )
  .option('--latency <milliseconds>', 'median latency of a call', numberFrom(0), 60)
  .option(
    '--sns-endpoint <url>',
    'SNS to which events are published; without it they are only recorded',
  )
  .option(
    '--event-bus-endpoint <url>',
    'EventBridge that is told when a tenant can send no longer, or again',
  )
  .option('--region <name>', 'region', 'us-east-1')
  .option('--account-id <digits>', 'account', '000000000000')
  .option(
    '--identity <names...>',
    'verified addresses and domains; default example.com, example.net, example.org',
  )
  .option(
    '--dns-server <host:port>',
    'verify new domains only when this name server has their records; else at once',
  )
  .option(
    '--config <file>',
    'JSON: identities, configurationSets, identityNotifications, templates, refusedKeys, suppressed, faults',
  )
  .option('--keep <messages>', 'number of whole messages kept', numberFrom(0), 10_000)
  .option('--seed <number>', 'seed of all random choices', numberFrom(0), 1)
  .option('--no-control-limit', 'do not limit calls that do not send to one per second and action')
  .addOption(
    new Option(
      '--ready-json',
      'print {"url": …} on one line when it listens, and nothing else',
    ).default(false),
  )
  .helpOption('-h, --help');

const optionsOf = (
  given: Arguments,
  { identities: configured, ...config }: ConfigFile,
): SesSimulatorOptions => {
  // A list that is empty is an account in which nothing is verified.
  const identities =
    given.identity === undefined && configured === undefined
      ? undefined
      : [...(given.identity ?? []), ...(configured ?? [])];
  return {
    ...config,
    port: given.port,
    reach: { bind: given.bind, host: given.host },
    maxSendRate: given.rate,
    max24HourSend: given.quota,
    limiter: given.sliding ? 'sliding' : 'token-bucket',
    ...(given.sandbox === undefined ? {} : { sandbox: given.sandbox }),
    latencyMedianMs: given.latency,
    ...(given.snsEndpoint === undefined ? {} : { snsEndpoint: given.snsEndpoint }),
    ...(given.eventBusEndpoint === undefined ? {} : { eventBusEndpoint: given.eventBusEndpoint }),
    region: given.region,
    accountId: given.accountId,
    ...(identities === undefined ? {} : { identities }),
    ...(given.dnsServer === undefined ? {} : { dnsServer: given.dnsServer }),
    keepMessages: given.keep,
    random: seededRandom(given.seed),
    limitsControlCalls: given.controlLimit,
  };
};

const tellWhere = (simulator: SesSimulator, given: Arguments): void => {
  if (given.readyJson) {
    process.stdout.write(`${JSON.stringify({ url: simulator.url })}\n`);
    return;
  }
  process.stdout.write(
    `SES simulator\n  received mail  ${simulator.url}/\n  for SDKs       export AWS_ENDPOINT_URL_SES=${simulator.url} AWS_ENDPOINT_URL_SESV2=${simulator.url}\n` +
      `  rate           ${given.rate} recipients per second (${given.sliding ? 'sliding window' : 'token bucket'})\n` +
      `  quota          ${given.quota < 0 ? 'none' : `${given.quota} recipients in 24 hours`}\nCtrl-C ends it.\n`,
  );
};

const run = async (): Promise<void> => {
  const given: Arguments = command.parse().opts();
  const config = given.config === undefined ? {} : await readConfigFile(given.config);
  const simulator = await startSesSimulator(optionsOf(given, config));
  tellWhere(simulator, given);
  const stop = (): void => void simulator.close().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
};

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
