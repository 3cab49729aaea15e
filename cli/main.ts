import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import { exitCodes } from './command-io.ts';
import type {
  ExplainLetterOptions,
  ListLettersOptions,
  RedriveCliOptions,
} from './commands/dead-letters/dead-letters.ts';
import type { ListHeldOptions, ReleaseOptions } from './commands/held/held.ts';
import type { PauseOptions } from './commands/reputation/pauses.ts';
import type { ReputationOptions } from './commands/reputation/reputation.ts';
import type { SendOptions } from './commands/send/send.ts';
import { addSuppressionCommands } from './commands/suppressions/commands.ts';

// Commands load what they need when they run: `--help` and mistakes in the options answer at once.

const terminal = {
  print: (line: string) => void process.stdout.write(`${line}\n`),
  printError: (line: string) => void process.stderr.write(`${line}\n`),
};

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Whoever reads the output may stop reading, as `head` does. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

/**
 * What the local stacks of the folder one is in, or else of the project, have written. Several may
 * run side by side: the one that the environment points at goes before the first.
 */
const readLocalEndpoints = async (): Promise<string | undefined> => {
  const texts: string[] = [];
  for (const folder of new Set([process.cwd(), root])) {
    const local = join(folder, '.local');
    const further = (await readdir(local).catch(() => []))
      .filter((name) => name.startsWith('stack-'))
      .toSorted();
    for (const stack of ['.', ...further]) {
      const text = await readFile(join(local, stack, 'endpoints.json'), 'utf8').catch(
        () => undefined,
      );
      if (text !== undefined) texts.push(text);
    }
  }
  const sqs = process.env.AWS_ENDPOINT_URL_SQS;
  return texts.find((text) => sqs !== undefined && text.includes(JSON.stringify(sqs))) ?? texts[0];
};

type Where = { readonly stage?: string; readonly region?: string };

/**
 * Carries out a command on the pipeline that the options name; says what to do when it cannot be
 * reached.
 */
const withPipeline = async (
  where: Where,
  run: (tools: Awaited<ReturnType<typeof openTools>>) => Promise<number>,
): Promise<number> => {
  const [{ findTarget }, { explainFailure }] = await Promise.all([
    import('./target.ts'),
    import('./commands/dead-letters/explain-failure.ts'),
  ]);
  const answer = findTarget({
    stage: where.stage,
    region: where.region,
    localEndpoints: await readLocalEndpoints(),
    environment: process.env,
  });
  if (answer.kind === 'none') {
    terminal.printError(answer.problem);
    return exitCodes.usage;
  }
  try {
    return await run(await openTools(answer.target));
  } catch (error) {
    terminal.printError(explainFailure(error, answer.target.name));
    return exitCodes.failed;
  }
};

const openTools = async (target: import('./target.ts').Target) => {
  const [
    { connect, connectObjects },
    { producerPorts },
    { enqueueEmails },
    { messageTable },
    { systemClock, newId, random },
  ] = await Promise.all([
    import('../shared/aws/clients/connect.ts'),
    import('../shared/aws/queues/producer.ts'),
    import('../shared/enqueue/enqueue-emails.ts'),
    import('../shared/aws/messages/message-table.ts'),
    import('../shared/system/clock.ts'),
  ]);
  const clients = connect(target.connection);
  const s3 = connectObjects(target.connection);
  return {
    ...terminal,
    readFile: (path: string) => readFile(path === '-' ? '/dev/stdin' : path),
    enqueue: (messages: readonly Readonly<Record<string, unknown>>[]) =>
      enqueueEmails(
        {
          ...producerPorts({ sqs: clients.sqs, s3 }, target.place),
          clock: systemClock,
          random,
          newId,
        },
        messages,
      ),
    findItems: messageTable(clients.documents, target.tables.messages, systemClock.now).findItems,
    openDeadLetterTools: async () =>
      (await import('./commands/dead-letters/dead-letter-tools.ts')).openDeadLetterTools(
        target,
        clients,
        systemClock,
      ),
    openHeldTools: async () =>
      (await import('./commands/held/held-tools.ts')).openHeldTools(
        target,
        clients,
        systemClock.now,
        ({ message }) => terminal.printError(message),
      ),
    openReputationTools: async () =>
      (await import('./commands/reputation/reputation-tools.ts')).openReputationTools(
        target,
        clients,
        systemClock.now,
        ({ message }) => terminal.printError(message),
      ),
    target,
    clock: systemClock,
  };
};

const program = new Command('ses-pipeline')
  .description(
    'Talks to the e-mail pipeline: the local stack that `npm start` runs, or a deployed stage.',
  )
  .option('--stage <name>', 'a deployed pipeline instead of the local stack')
  .option('--region <name>', 'its region; else AWS_REGION or the profile says')
  .showHelpAfterError('(--help shows what there is)')
  .exitOverride();

const where = (): Where => program.opts<Where>();

const several = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
];

/** Commander has no place for a result: the exit code is the result. */
const exitWith = async (code: Promise<number>): Promise<void> => {
  process.exitCode = await code;
};

program
  .command('send')
  .description('put a message on the queue of its stream; prints its id')
  .option('--from <address>', 'sender, like "Shop <hello@example.com>"')
  .option(
    '--to <address>',
    'recipient; may be given several times, as --cc, --bcc and --reply-to',
    several,
  )
  .option('--cc <address>', 'copy', several)
  .option('--bcc <address>', 'blind copy', several)
  .option('--reply-to <address>', 'where answers go', several)
  .option('--subject <text>')
  .option('--text <text>')
  .option('--html <text>')
  .option('--attach <file>', 'file to attach; may be given several times', several)
  .option('--header <line>', 'further header, "Name: value"; may be given several times', several)
  .option('--template <name>', 'SES template instead of subject, text and html')
  .option('--data <json>', 'JSON object for the template')
  .option('--tenant <id>', 'on whose behalf')
  .option('--stream <name>', 'transactional, notifications or marketing; else transactional')
  .option('--id <id>', 'message id: the same one is never sent twice; else a new one')
  .option(
    '--file <path>',
    'message as a JSON object, - for standard input; other options go before it',
  )
  .option('--json', 'print {messageId, tenantId, stream, lane, sqsMessageId}')
  .action((options: SendOptions) =>
    exitWith(
      withPipeline(where(), async (tools) =>
        (await import('./commands/send/send.ts')).send(options, tools),
      ),
    ),
  );

program
  .command('status')
  .description('what became of a message')
  .argument('<id>', 'message id')
  .option('--tenant <id>', 'whose message', 'default')
  .option(
    '--json',
    'print {messageId, tenantId, state, recipients, sesMessageId, attempts, reasons, timeline}',
  )
  .action((id: string, options: { readonly tenant: string; readonly json?: boolean }) =>
    exitWith(
      withPipeline(where(), async (tools) =>
        (await import('./commands/messages/status.ts')).status(id, options, tools),
      ),
    ),
  );

addSuppressionCommands(program, {
  io: terminal,
  onTarget: (run) => exitWith(withPipeline(where(), ({ target, clock }) => run(target, clock))),
});

program
  .command('held')
  .description('mail that waits until it is released')
  .command('list')
  .description('list it, per stream oldest first')
  .option('--tenant <id>', 'whose mail; else everybody’s')
  .option('--stream <name>', 'of one stream')
  .option('--json', 'print one {tenantId, stream, messageId, arrivedAt} per line')
  .action((options: ListHeldOptions) =>
    exitWith(
      withPipeline(where(), async (tools) =>
        (await import('./commands/held/held.ts')).listHeldMail(options, {
          ...terminal,
          ...(await tools.openHeldTools()),
        }),
      ),
    ),
  );

program
  .command('release')
  .description('put held mail on its queues again')
  .argument('<tenant>', 'whose mail')
  .option('--stream <name>', 'of one stream alone')
  .option('--message <id>', 'one message alone')
  .option('--json', 'print {tenantId, released}')
  .action((tenant: string, options: ReleaseOptions) =>
    exitWith(
      withPipeline(where(), async (tools) =>
        (await import('./commands/held/held.ts')).release(tenant, options, {
          ...terminal,
          ...(await tools.openHeldTools()),
        }),
      ),
    ),
  );

const deadLetters = program
  .command('dead-letters')
  .description(
    'messages, events and runs that came to nothing: list and explain them, and put them back',
  );

deadLetters
  .command('list')
  .description('list them, and why')
  .option('--reason <text>', 'only those with this in a reason')
  .option('--queue <name>', 'only those of one dead-letter queue')
  .option(
    '--json',
    'print one {id, queue, at, kind, death, origin, tenantId, messageId, reasons} per line',
  )
  .action((options: ListLettersOptions) =>
    exitWith(
      withPipeline(where(), async (tools) =>
        (await import('./commands/dead-letters/dead-letters.ts')).listDeadLetters(options, {
          ...terminal,
          ...(await tools.openDeadLetterTools()),
        }),
      ),
    ),
  );

deadLetters
  .command('explain')
  .description('why a letter is dead, what is known of its message, and whether a redrive helps')
  .argument('<id>', "the letter's id, or its message's")
  .option(
    '--json',
    'print the letter as list does, with {state, attempts, canBeRedriven, problems}',
  )
  .action((id: string, options: ExplainLetterOptions) =>
    exitWith(
      withPipeline(where(), async (tools) =>
        (await import('./commands/dead-letters/dead-letters.ts')).explainDeadLetter(id, options, {
          ...terminal,
          ...(await tools.openDeadLetterTools()),
        }),
      ),
    ),
  );

deadLetters
  .command('redrive')
  .description('check letters anew and put them back where they came from')
  .argument('[id]', "the letter's id, or its message's")
  .option('--reason <text>', 'those with this in a reason')
  .option('--queue <name>', 'those of one dead-letter queue')
  .option('--all', 'all of them')
  .option('--dry-run', 'say what would be done, and do nothing')
  .option('--rate <number>', 'letters per second, 1 to 1000', '20')
  .option('--json', 'print each letter as list does, with {result, problems}')
  .action((id: string | undefined, options: RedriveCliOptions) =>
    exitWith(
      withPipeline(where(), async (tools) =>
        (await import('./commands/dead-letters/dead-letters.ts')).redriveDeadLetters(id, options, {
          ...terminal,
          ...(await tools.openDeadLetterTools()),
        }),
      ),
    ),
  );

program
  .command('reputation')
  .description(
    'rates of bounces and complaints of the account, its tenants and their streams, and what is paused',
  )
  .option('--tenant <id>', 'one tenant alone')
  .option('--json', 'print one {tenantId, scope, standing, paused, day, week} per line')
  .action((options: ReputationOptions) =>
    exitWith(
      withPipeline(where(), async (tools) =>
        (await import('./commands/reputation/reputation.ts')).reputation(options, {
          ...terminal,
          ...(await tools.openReputationTools()),
        }),
      ),
    ),
  );

program
  .command('pause')
  .description('let mail wait until it is resumed')
  .argument('<tenant>', "whose mail; '*' for all mail of the account")
  .requiredOption('--why <text>', 'reason, for those who look next')
  .option('--stream <name>', 'of one stream alone')
  .option('--json', 'print {tenantId, scope, pausedAt}')
  .action((tenant: string, options: PauseOptions) =>
    exitWith(
      withPipeline(where(), async (tools) =>
        (await import('./commands/reputation/pauses.ts')).pause(tenant, options, {
          ...terminal,
          ...(await tools.openReputationTools()),
        }),
      ),
    ),
  );

program
  .command('resume')
  .description('let mail go out again, and release what was held')
  .argument('<tenant>', "whose mail; '*' for all mail of the account")
  .requiredOption('--why <text>', 'reason, for those who look next')
  .option('--stream <name>', 'of one stream alone')
  .option('--json', 'print {tenantId, scope, released, guardedFrom}')
  .action((tenant: string, options: PauseOptions) =>
    exitWith(
      withPipeline(where(), async (tools) =>
        (await import('./commands/reputation/pauses.ts')).resume(tenant, options, {
          ...terminal,
          ...(await tools.openReputationTools()),
        }),
      ),
    ),
  );

program
  .command('explain-event')
  .description('what SES events in files say, and whom they suppress')
  .argument('<file...>', 'files with events, in any envelope')
  .option('--json', 'print one {file, index, kind, recipients, suppress, reason, eventId} per line')
  .action((files: readonly string[], options: { readonly json?: boolean }) =>
    exitWith(
      import('./commands/messages/explain-event.ts').then(({ explainEvent }) =>
        explainEvent(
          files,
          { json: options.json === true },
          { ...terminal, readFile: (path) => readFile(path, 'utf8') },
        ),
      ),
    ),
  );

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Help that was asked for is no mistake.
  process.exitCode = error.exitCode === 0 ? exitCodes.fine : exitCodes.usage;
}
