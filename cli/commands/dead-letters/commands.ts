import type { Command } from 'commander';
import { examples } from '../../help/examples.ts';
import { irreversible } from '../../irreversible.ts';
import type { Pipeline, Program } from '../../program.ts';
import type { ExplainOptions } from './explain.ts';
import type { ListOptions } from './list.ts';
import type { RedriveCliOptions } from './redrive.ts';

type Tools = import('./dead-letters-io.ts').DeadLettersIo;

/** Opens the tools only when a subcommand runs. */
type Run = (verb: (tools: Tools) => Promise<number>) => Promise<void>;

/** Adds the command `dead-letters` and its subcommands. */
export const addDeadLetterCommands = (
  command: Command,
  { io, onPipeline, confirm }: Program,
): void => {
  const group = command
    .command('dead-letters')
    .description('failed messages and events: list, explain, redrive');
  const open = async (pipeline: Pipeline): Promise<Tools> => {
    const { openDeadLetterTools } = await import('./dead-letter-tools.ts');
    return { ...io, ...(await openDeadLetterTools(pipeline)) };
  };
  const run: Run = (verb) => onPipeline(async (pipeline) => verb(await open(pipeline)));
  addReading(group, run);
  addRedrive(group, run, confirm);
};

/** `list` and `explain`, which change nothing. */
const addReading = (group: Command, run: Run): void => {
  group
    .command('list')
    .description('list dead letters, and why they failed')
    .option('--reason <text>', 'only those with this text in a reason')
    .option('--queue <name>', 'only those of one dead-letter queue')
    .option(
      '--json',
      'print one {id, queue, at, kind, death, origin, tenantId, messageId, reasons} per line',
    )
    .addHelpText('after', examples('dead-letters list --reason template'))
    .action((options: ListOptions) =>
      run(async (tools) => (await import('./list.ts')).listDeadLetters(options, tools)),
    );

  group
    .command('explain')
    .description(
      'explain why one failed, what is known of its message, and whether a redrive would help',
    )
    .argument('<id>', 'id of the dead letter, or of its message')
    .option('--json', 'print it as list does, with {state, attempts, canBeRedriven, problems}')
    .addHelpText('after', examples('dead-letters explain order-1'))
    .action((id: string, options: ExplainOptions) =>
      run(async (tools) => (await import('./explain.ts')).explainDeadLetter(id, options, tools)),
    );
};

const addRedrive = (group: Command, run: Run, confirm: Program['confirm']): void => {
  irreversible(group.command('redrive'), confirm, redriveQuestion)
    .description('check dead letters again and put them back on the queues they came from')
    .argument('[id]', 'id of the dead letter, or of its message')
    .option('--reason <text>', 'those with this text in a reason')
    .option('--queue <name>', 'those of one dead-letter queue')
    .option('--all', 'all dead letters')
    .option('--dry-run', 'show what would be done, and do nothing')
    .option('--rate <number>', 'dead letters per second, 1 to 1000', '20')
    .option('--json', 'print each as list does, with {result, problems}')
    .addHelpText(
      'after',
      examples('dead-letters redrive order-1', 'dead-letters redrive --reason template --dry-run'),
    )
    .action((id: string | undefined, options: RedriveCliOptions) =>
      run(async (tools) => (await import('./redrive.ts')).redriveDeadLetters(id, options, tools)),
    );
};

/** One dead letter is put back, or looked at, without a question. */
const redriveQuestion = (
  [id]: readonly string[],
  { dryRun, reason, queue, all }: RedriveCliOptions,
): string | undefined => {
  const isNamed = id !== undefined || (all ?? reason ?? queue) === undefined;
  return isNamed || dryRun === true
    ? undefined
    : 'Put all these dead letters back? Their mail is sent, and cannot be called back; --dry-run shows which they are.';
};
