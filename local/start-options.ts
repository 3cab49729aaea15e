import { isIP } from 'node:net';
import { Command, InvalidArgumentError } from 'commander';
import { readStreamSettings } from '../shared/streams/read-stream-settings.ts';
import { nounForm } from '../shared/tenants/names.ts';
import { thisMachine } from '../simulator/loopback/reach.ts';
import { portOrder } from './stack/stack-ports.ts';

/** Options of `npm start`. */
export interface StartOptions {
  /** End after the mailing. */
  readonly once: boolean;
  /** Nothing is verified in the SES account, and it is in the sandbox unless rate or quota are given. */
  readonly emptyAccount: boolean;
  /** Recipients per second that SES allows. */
  readonly rate: number;
  /** Recipients per 24 hours that SES allows. */
  readonly quota: number;
  /** Messages of the mailing. */
  readonly count: number;
  /** File with the user's own mailing. */
  readonly file?: string;
  readonly sliding: boolean;
  /** Median of SES's answers, milliseconds. */
  readonly latency?: number;
  /** Whether a mailing is sent. */
  readonly mailing: boolean;
  readonly json: boolean;
  /** Noun of the tenants in the paths of the API. */
  readonly noun?: string;
  /** Streams beside the three, or other settings of them: the parameter `streams`. */
  readonly streams?: string;
  /** SMTP server that takes all mail in the place of the simulator, `host:port`. */
  readonly smtp?: string;
  /** First of the fixed ports. */
  readonly portBase?: number;
  /** Address on which everything listens. */
  readonly bind: string;
  /** Name or address in the URLs that are given out. */
  readonly host: string;
  /** Visibility timeout of the queues, seconds. */
  readonly visibility?: number;
}

interface Bounds {
  readonly from: number;
  readonly to: number;
  readonly isWhole: boolean;
}

/**
 * Reads the command line of `npm start`.
 *
 * @param args - without the program's name
 * @throws CommanderError when an option is wrong or help was asked for; commander has printed it
 */
export const readStartOptions = (args: readonly string[]): StartOptions => {
  const command = startCommand();
  addReachOptions(command).parse([...args], { from: 'user' });
  const options = command.opts<StartOptions>();
  const isGiven = (name: string): boolean => command.getOptionValueSource(name) === 'cli';
  const sandbox = {
    ...(isGiven('rate') ? {} : { rate: 1 }),
    ...(isGiven('quota') ? {} : { quota: 200 }),
  };
  return {
    ...options,
    ...(options.emptyAccount ? sandbox : {}),
    // The mailing accounts for what the simulator took, and needs a verified sender.
    mailing: options.mailing && options.smtp === undefined && !options.emptyAccount,
  };
};

/** The command with its options. */
const startCommand = (): Command =>
  new Command('npm start --')
    .description(
      'Runs the whole pipeline on this machine, sends a realistic mailing through it, accounts for every message, and stays up.',
    )
    .option(
      '--once',
      'end after the mailing: exit 0 when every message is accounted for and none was sent twice',
      false,
    )
    .option(
      '--empty-account',
      'SES account as on its first day: nothing verified, in the sandbox (rate 1, quota 200); no mailing then',
      false,
    )
    .option(
      '--rate <number>',
      'recipients per second that SES allows',
      numberIn({ from: 0.1, to: 10_000, isWhole: false }),
      14,
    )
    .option(
      '--quota <number>',
      'recipients per 24 hours that SES allows, -1 for no limit; rate 1 and quota 200 are the sandbox',
      numberIn({ from: -1, to: 1_000_000_000, isWhole: true }),
      50_000,
    )
    .option(
      '--count <number>',
      'messages in the mailing',
      numberIn({ from: 1, to: 100_000, isWhole: true }),
      200,
    )
    .option('--file <path>', 'send the messages of this file instead: one JSON object per line')
    .option(
      '--sliding',
      'limit the rate in every window of one second, instead of by a token bucket',
      false,
    )
    .option(
      '--latency <ms>',
      "median of SES's time to answer, ms",
      numberIn({ from: 0, to: 60_000, isWhole: false }),
    )
    .option(
      '--visibility <seconds>',
      'visibility timeout of the queues, for experiments with crashes',
      numberIn({ from: 1, to: 43_200, isWhole: true }),
    )
    .option('--noun <word>', 'noun of the tenants in the paths of the API, such as clinics', asNoun)
    .option(
      '--smtp <host:port>',
      'send all mail to this SMTP server, such as Mailpit, instead of the simulator; no mailing then',
      asServer,
    )
    .option('--no-mailing', 'start the pipeline and send nothing')
    .option('--json', 'print the account as one JSON object, the last line of the output', false)
    .showHelpAfterError('(--help lists the options)')
    .allowExcessArguments(false)
    .exitOverride();

const addReachOptions = (command: Command): Command =>
  command
    .option(
      '--streams <json>',
      'streams of the deployment’s own, as deploy --param streams takes them',
      asStreams,
    )
    .option(
      '--port-base <number>',
      'fixed ports in a row from this one, instead of any free ones',
      numberIn({ from: 1, to: 65_535 - portOrder.length, isWhole: true }),
    )
    .option(
      '--bind <address>',
      'address on which everything listens; 0.0.0.0: whoever reaches this machine can use it',
      asAddress,
      thisMachine.bind,
    )
    .option(
      '--host <name>',
      'name or address in the URLs that are given out',
      asHost,
      thisMachine.host,
    );

const asNoun = (text: string): string => {
  if (nounForm.test(text)) return text;
  throw new InvalidArgumentError('Give a word of a to z and -, at most 32 characters.');
};

const asStreams = (text: string): string => {
  const reading = readStreamSettings(text);
  if (reading.kind === 'read') return text;
  throw new InvalidArgumentError(`${reading.problems.join('. ')}.`);
};

const asAddress = (text: string): string => {
  if (isIP(text) === 4) return text;
  throw new InvalidArgumentError('Give an IPv4 address of this machine, or 0.0.0.0 for all.');
};

const asHost = (text: string): string => {
  if (/^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(text)) return text;
  throw new InvalidArgumentError('Give a name or an IPv4 address, without a port.');
};

const asServer = (text: string): string => {
  if (/^[^\s:/]+:\d{1,5}$|^\[[^\s\]]+\]:\d{1,5}$/.test(text)) return text;
  throw new InvalidArgumentError('Give host and port, such as localhost:1025.');
};

const numberIn =
  ({ from, to, isWhole }: Bounds) =>
  (text: string): number => {
    const value = Number(text);
    const isNumber =
      text.trim() !== '' && Number.isFinite(value) && (!isWhole || Number.isInteger(value));
    if (isNumber && value >= from && value <= to) return value;
    throw new InvalidArgumentError(
      `Give a ${isWhole ? 'whole ' : ''}number from ${from} to ${to}.`,
    );
  };
