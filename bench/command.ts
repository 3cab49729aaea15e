import { Command, InvalidArgumentError, Option } from 'commander';
import { faultKinds } from '../local/faults/fault-switch.ts';
import { services } from '../local/faults/service-errors.ts';
import type { CrashesOptions } from '../proofs/crashes/run-crashes.ts';
import type { FuzzOptions } from '../proofs/fuzz/run-fuzz.ts';
import type { MemoryOptions } from '../proofs/memory/run-memory.ts';
import type { SmtpOptions } from '../proofs/smtp/run-smtp.ts';
import type { FaultsOptions } from '../proofs/storm/run-faults.ts';
import type { StormOptions } from '../proofs/storm/run-storm.ts';
import type { AccountsOptions } from './accounts/run-accounts.ts';
import type { CostOptions } from './cost/run-cost.ts';
import { recorders, shapes } from './feedback/row.ts';
import type { FeedbackOptions } from './feedback/run-feedback.ts';
import type { FunctionsOptions } from './functions/run-functions.ts';
import { addPacingOptions, type PacingOptions } from './pacing/pacing-options.ts';

/**
 * How a sub-command ended; `wrong` when a promise was broken: mail lost, doubled or not accounted
 * for, feedback handled wrongly, or memory that grows.
 */
export type BenchEnd = 'fine' | 'failed' | 'wrong';

/** Actions of the sub-commands; each resolves to whether all went well. */
export interface BenchActions {
  readonly pacing: (options: PacingOptions) => Promise<boolean>;
  readonly accounts: (options: AccountsOptions) => Promise<boolean>;
  /** Resolves to whether requests per event and writes per item stay within the promises. */
  readonly feedback: (options: FeedbackOptions) => Promise<boolean>;
  readonly functions: (options: FunctionsOptions) => Promise<boolean>;
  readonly cost: (options: CostOptions) => Promise<boolean>;
  /** Resolves to whether the account of all mail balances. */
  readonly crashes: (options: CrashesOptions) => Promise<boolean>;
  /** Resolves to whether the account of all mail balances. */
  readonly faults: (options: FaultsOptions) => Promise<boolean>;
  /** Resolves to whether the account of all mail balances. */
  readonly storm: (options: StormOptions) => Promise<boolean>;
  /** Resolves to whether every mutated event was handled as it must be. */
  readonly fuzz: (options: FuzzOptions) => Promise<boolean>;
  /** Resolves to whether memory stays flat. */
  readonly memory: (options: MemoryOptions) => Promise<boolean>;
  /** Resolves to whether every mail is answered and the memory of the SMTP door stays flat. */
  readonly smtp: (options: SmtpOptions) => Promise<boolean>;
  readonly report: (page: string, files: readonly string[]) => Promise<boolean>;
}

/** Added to commander's message about a mistake. */
const hint = '(--help lists the commands and options)';

/**
 * The command line of `npm run bench`.
 *
 * @param designs - names that `--design` takes
 * @param onEnd - called once, with how it ended
 */
export const benchCommand = (
  designs: readonly string[],
  actions: BenchActions,
  onEnd: (end: BenchEnd) => void,
): Command => {
  const measured: ReportEnd = (isFine) => onEnd(isFine ? 'fine' : 'failed');
  const checked: ReportEnd = (isKept) => onEnd(isKept ? 'fine' : 'wrong');
  const command = new Command('npm run bench --')
    .description(
      'Measures the pipeline and its alternatives on this machine, and tests it under crashes and faults. Without a command: pacing, feedback and functions, quickly.',
    )
    .showHelpAfterError(hint)
    .allowExcessArguments(false)
    .exitOverride()
    .action(async () => measured(await runAllQuickly(actions)));

  addSpeeds(command, designs, actions, { measured, checked });
  addCosts(command, actions, measured);
  addDisturbances(command, actions, checked);
  addStrains(command, actions, checked);
  command
    .command('report <page> <files...>')
    .description('write rows that --save kept to a Markdown page, with a plot beside it')
    .action(async (page: string, files: readonly string[]) =>
      measured(await actions.report(page, files)),
    );

  for (const each of command.commands)
    each.showHelpAfterError(hint).allowExcessArguments(false).exitOverride();
  return command;
};

const wholeNumber =
  (least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least)
      throw new InvalidArgumentError(`It must be a whole number from ${least} on.`);
    return value;
  };

const quickRun = { quick: true, json: false } as const;

/** Reports how a sub-command ended. */
type ReportEnd = (isFine: boolean) => void;

const runAllQuickly = async (actions: BenchActions): Promise<boolean> => {
  const pacingFine = await actions.pacing({ ...quickRun, feedback: true });
  const feedbackFine = await actions.feedback(quickRun);
  return (await actions.functions(quickRun)) && feedbackFine && pacingFine;
};

/** Adds the sub-commands that measure pacing and the recorders. */
const addSpeeds = (
  command: Command,
  designs: readonly string[],
  actions: BenchActions,
  { measured, checked }: { readonly measured: ReportEnd; readonly checked: ReportEnd },
): void => {
  const pacing = command
    .command('pacing')
    .description('how much of the account’s rate is used, by this pipeline and by other designs');
  addPacingOptions(pacing, designs).action(async (options: PacingOptions) =>
    measured(await actions.pacing(options)),
  );

  command
    .command('accounts')
    .description(
      'how much of its rate each of three SES accounts uses, alone and while all are loaded',
    )
    .option('--seconds <number>', 'length of each measurement', wholeNumber(5), 30)
    .option('--json', 'one JSON object per account', false)
    .action(async (options: AccountsOptions) => measured(await actions.accounts(options)));

  command
    .command('feedback')
    .description(
      'events per second of each recorder, beside the plain SDK, with their requests to DynamoDB; exit code 3 when an item gets too many writes',
    )
    .addOption(new Option('--recorder <names...>', 'only these recorders').choices(recorders))
    .addOption(new Option('--shape <names...>', 'only these shapes of traffic').choices(shapes))
    .option('--quick', 'fewer events', false)
    .option('--json', 'one JSON object per row', false)
    .action(async (options: FeedbackOptions) => checked(await actions.feedback(options)));
};

/** Adds the sub-commands that measure the cost of functions and mails. */
const addCosts = (command: Command, actions: BenchActions, measured: ReportEnd): void => {
  command
    .command('functions')
    .description('size, start and memory of each packaged function')
    .option('--quick', 'fewer rounds', false)
    .option('--json', 'one JSON object per function', false)
    .action(async (options: FunctionsOptions) => measured(await actions.functions(options)));

  command
    .command('cost')
    .description(
      'cost of a million mails besides the price of SES, by service, and of a month without mail',
    )
    .option('--messages <number>', 'number of mails to send', wholeNumber(1), 2_000)
    .option('--rate <number>', 'rate of the account, mails per second', wholeNumber(1), 200)
    .option('--tenants <number>', 'number of tenants, which send in turn', wholeNumber(1), 20)
    .option(
      '--alone',
      'each mail by itself on the transactional queue, one in seven seconds',
      false,
    )
    .option('--templated', 'mail that SES renders from a stored template', false)
    .option('--monthly <number>', 'mails per month for the monthly bill', wholeNumber(1), 500)
    .option('--json', 'one JSON object', false)
    .action(async (options: CostOptions) => measured(await actions.cost(options)));
};

/** Adds the sub-commands that check promises on the running pipeline. */
const addDisturbances = (command: Command, actions: BenchActions, checked: ReportEnd): void => {
  command
    .command('crashes')
    .description(
      'kills sender and recorders before and after every request they make, and accounts for every message; exit code 3 when one is missing',
    )
    .option('--quick', 'fewer points of large batches', false)
    .option('--json', 'one JSON object per row', false)
    .action(async (options: CrashesOptions) => checked(await actions.crashes(options)));

  command
    .command('storm')
    .description(
      'messages of all kinds through a storm of faults and kills; accounts for every one, exit code 3 when one is missing',
    )
    .option('--messages <number>', 'number of messages', wholeNumber(1), 10_000)
    .option('--seed <number>', 'seed of messages and faults', wholeNumber(0), 1)
    .option('--json', 'only JSON objects', false)
    .action(async (options: StormOptions) => checked(await actions.storm(options)));

  command
    .command('faults')
    .description(
      'faults of each service in turn, at 1 %, 10 % and 100 % of its requests; accounts for every message, exit code 3 when one is missing',
    )
    .addOption(new Option('--service <name>', 'only this service').choices(services))
    .addOption(new Option('--fault <name>', 'only this fault').choices(faultKinds))
    .option('--seconds <number>', 'duration at each of the three shares', wholeNumber(1), 30)
    .option('--json', 'one JSON object per row', false)
    .action(async (options: FaultsOptions) => checked(await actions.faults(options)));
};

/** Adds the sub-commands that check promises on single functions. */
const addStrains = (command: Command, actions: BenchActions, checked: ReportEnd): void => {
  command
    .command('fuzz')
    .description(
      'mutated events in all envelopes, given to the recorders and compared with what was recorded; exit code 3 when a promise is broken',
    )
    .option('--events <number>', 'number of events, at least', wholeNumber(1), 100_000)
    .option('--seed <number>', 'seed of the events', wholeNumber(0), 1)
    .option('--json', 'only JSON objects', false)
    .action(async (options: FuzzOptions) => checked(await actions.fuzz(options)));

  command
    .command('memory')
    .description(
      'resident memory of one sending process over many messages; exit code 3 when it grows by more than a tenth',
    )
    .option('--messages <number>', 'number of messages', wholeNumber(1_000), 50_000)
    .option('--json', 'only the last line', false)
    .action(async (options: MemoryOptions) => checked(await actions.memory(options)));

  command
    .command('smtp')
    .description(
      'mails over many connections to the SMTP door, and its resident memory; exit code 3 when a mail is refused or memory grows by more than a tenth',
    )
    .option('--connections <number>', 'connections at once', wholeNumber(1), 500)
    .option('--rate <number>', 'mails per second', wholeNumber(1), 100)
    .option('--seconds <number>', 'length of the measurement', wholeNumber(10), 60)
    .option('--json', 'only the last line', false)
    .action(async (options: SmtpOptions) => checked(await actions.smtp(options)));
};
