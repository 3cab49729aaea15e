import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { CommanderError } from 'commander';
import { systemClock } from '../shared/system/clock.ts';
import { thisMachine } from '../simulator/loopback/reach.ts';
import { composeMailing, type Mailing } from './demo/compose-mailing.ts';
import { type LocalPipeline, localPipelineOf } from './demo/local-pipeline.ts';
import { localWorld } from './demo/local-world.ts';
import { readMailing, UnusableMailingError } from './demo/read-mailing.ts';
import { problemsOf, progressLine, reportTable } from './demo/report.ts';
import { type MailingReport, runMailing } from './demo/run-mailing.ts';
import { showProgress } from './demo/show-progress.ts';
import { portsFrom } from './stack/stack-ports.ts';
import { journalName } from './stack/start-event-journal.ts';
import { type Stack, startStack } from './stack.ts';
import { readStartOptions, type StartOptions } from './start-options.ts';
import { stopOnSignal } from './stop-on-signal.ts';
import { packagedTemplate } from './template/packaged.ts';

// `npm start`: runs the whole pipeline on this machine and sends a mailing through it. The result
// goes to stdout, progress to stderr.

/**
 * Longest batching window; s. Shorter than the deployed one, which saves requests: here somebody
 * watches and waits for the last deliveries.
 */
const longestWindowSeconds = 2;

const exitCodes = { fine: 0, failed: 1, usage: 2 } as const;
const directory = join(import.meta.dirname, '..', '.local');

const tell = (line: string): void => void process.stderr.write(`${line}\n`);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** A path relative to the current folder, as a user would type it. */
const shown = (path: string): string => relative(process.cwd(), path) || '.';

const prepareMailing = async (options: StartOptions): Promise<Mailing | undefined> => {
  if (!options.mailing) return undefined;
  const nowMs = systemClock.now();
  if (options.file === undefined)
    return composeMailing({
      count: options.count,
      seed: 1,
      run: `mail-${nowMs.toString(36)}`,
      nowMs,
    });
  try {
    return readMailing(await readFile(options.file, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it cannot be read';
    throw new UnusableMailingError(`${options.file}: ${why}`, { cause: error });
  }
};

const startFor = async (options: StartOptions): Promise<Stack> =>
  startStack({
    package: await packagedTemplate(() =>
      tell('Packaging the functions, because something has changed that goes into them …'),
    ),
    onStep: tell,
    directory,
    rate: options.rate,
    quota: options.quota,
    sliding: options.sliding,
    ...(options.emptyAccount ? { identities: [] } : {}),
    warm: true,
    reach: { bind: options.bind, host: options.host },
    ...(options.portBase === undefined ? {} : { ports: portsFrom(options.portBase) }),
    pipelineEvents: { to: 'sns' },
    holdQueues: options.mailing,
    longestWindowSeconds,
    ...(options.smtp === undefined
      ? {}
      : { environment: { TRANSPORT: 'smtp', SMTP_SERVER: options.smtp } }),
    ...(options.noun === undefined ? {} : { noun: options.noun }),
    ...(options.streams === undefined ? {} : { streams: { streams: options.streams } }),
    ...(options.latency === undefined ? {} : { latencyMs: options.latency }),
    ...(options.visibility === undefined ? {} : { visibilitySeconds: options.visibility }),
  });

/** What it means to listen on more than this machine. */
const warningOf = ({ bind }: StartOptions): string =>
  `WARNING: listening on ${bind}. Whoever reaches this machine there can read and send everything: nothing here asks for a password.`;

const whereLines = (
  stack: Stack,
  { queues, ses, logs, tables }: LocalPipeline,
): readonly string[] => [
  `  queues       ${queues.transactional}`,
  `               ${queues.bulk}`,
  `  dead letters ${queues.deadLetters}`,
  `  tables       ${stack.endpoints.dynamodb}  ${tables.messages}, ${tables.suppressions}`,
  `  SES          ${ses}  (open it in a browser to see received mail)`,
  `  DNS          ${stack.endpoints.dns.address}  (records: ${shown(stack.endpoints.dns.zoneFile)})`,
  `  API          ${stack.endpoints.api}  (npx ses-pipeline token --role SUPER_ADMIN)`,
  ...(stack.endpoints.smtp === null
    ? []
    : [
        `  SMTP         ${stack.endpoints.smtp.host}:${stack.endpoints.smtp.startTlsPort}  (STARTTLS; user and password: ${shown(join(stack.directory, 'endpoints.json'))})`,
      ]),
  `  events       ${shown(join(stack.directory, journalName))}`,
  `  logs         ${shown(logs)}`,
  `  any AWS SDK  source ${shown(join(stack.directory, 'env'))}`,
];

const usageLines = (stack: Stack): readonly string[] => [
  'The pipeline stays up. For example:',
  // Without it the command line works on the first of several stacks.
  ...(stack.directory === directory ? [] : [`  source ${shown(join(stack.directory, 'env'))}`]),
  "  npx ses-pipeline send --from hello@example.com --to you@example.org --subject Hello --text 'It works.'",
  '  npx ses-pipeline suppressions list',
  `  source ${shown(join(stack.directory, 'env'))} && aws ses get-send-quota`,
  'Ctrl-C stops it.',
];

const send = async (
  mailing: Mailing,
  options: StartOptions,
  pipeline: LocalPipeline,
  onQueued: () => void,
): Promise<MailingReport> => {
  const world = localWorld({ pipeline, clock: systemClock });
  const display = showProgress(process.stderr);
  try {
    return await runMailing(world, {
      mailing,
      rate: options.rate,
      visibilityMs: await world.visibilityMs(),
      onQueued,
      onProgress: (progress) =>
        display.show(progressLine(progress, options.rate), systemClock.now()),
    });
  } finally {
    display.end();
    world.close();
  }
};

const run = async (options: StartOptions): Promise<number> => {
  const startedAtMs = systemClock.now();
  const signals = stopOnSignal(process, systemClock.now);
  const mailing = await prepareMailing(options);
  if (options.bind !== thisMachine.bind) tell(warningOf(options));
  const stack = await startFor(options);
  signals.stopWith(stack.stop);
  const pipeline = localPipelineOf(stack.endpoints);
  tell(`The pipeline is up after ${((systemClock.now() - startedAtMs) / 1000).toFixed(1)} s:`);
  for (const line of whereLines(stack, pipeline)) tell(line);

  let problems: readonly string[] = [];
  if (mailing !== undefined) {
    const report = await send(mailing, options, pipeline, stack.readQueues);
    problems = problemsOf(report);
    if (options.json) print(JSON.stringify(report));
    else for (const line of reportTable(report)) print(line);
    for (const problem of problems) tell(problem);
  }
  if (!options.once) {
    for (const line of usageLines(stack)) tell(line);
    return signals.received;
  }
  await stack.stop();
  return problems.length === 0 ? exitCodes.fine : exitCodes.failed;
};

const main = async (): Promise<number> => {
  try {
    return await run(readStartOptions(process.argv.slice(2)));
  } catch (error) {
    // Commander also throws for --help, with the exit code 0.
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? exitCodes.fine : exitCodes.usage;
    tell(error instanceof Error ? error.message : String(error));
    return error instanceof UnusableMailingError ? exitCodes.usage : exitCodes.failed;
  }
};

process.exit(await main());
