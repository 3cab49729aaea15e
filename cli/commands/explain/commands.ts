import type { Command } from 'commander';
import { examples } from '../../help/examples.ts';
import type { Program } from '../../program.ts';
import { streamOption } from '../../stream-option.ts';
import type { ExplainErrorOptions } from './error.ts';
import type { ExplainWhyOptions } from './why.ts';

/** Adds `explain` and its subcommands. */
export const addExplainCommands = (command: Command, program: Program): void => {
  const group = command
    .command('explain')
    .description('explain what became of a mail: why; what an error means: error');
  addWhy(group, program);
  addError(group, program);
};

const addWhy = (group: Command, { io, onPipeline }: Program): void => {
  group
    .command('why')
    .description('explain why a mail was not sent, and what happens next')
    .argument('<message>', 'message id')
    .option('--tenant <id>', 'tenant of the message', 'default')
    .addOption(streamOption('its stream, where the messages table does not tell it'))
    .option(
      '--json',
      'print {messageId, tenantId, state, recipients, waits, held, deadLetters, cannotTell}',
    )
    .addHelpText('after', examples('explain why order-1 --tenant acme'))
    .action((message: string, options: ExplainWhyOptions) =>
      onPipeline(async (pipeline) => {
        const [{ explainWhy }, { openExplainTools }] = await Promise.all([
          import('./why.ts'),
          import('./explain-tools.ts'),
        ]);
        return explainWhy(message, options, { ...io, ...openExplainTools(pipeline) });
      }),
    );
};

const addError = (group: Command, { io, exitWith }: Program): void => {
  const run = async (words: readonly string[], options: ExplainErrorOptions): Promise<number> => {
    const [{ explainError }, { text }] = await Promise.all([
      import('./error.ts'),
      import('node:stream/consumers'),
    ]);
    return explainError(words, options, { ...io, readInput: () => text(process.stdin) });
  };
  group
    .command('error')
    .description('say what an error or a bounce means, what to do, and who has to act')
    .argument('[text...]', 'the error as it stands in a log or a bounce; - for standard input')
    .option('--json', 'print {key, origin, cause, remedy, actor, retry, sources}')
    .addHelpText('after', examples("explain error '535 Authentication Credentials Invalid'"))
    .action((words: readonly string[], options: ExplainErrorOptions) =>
      exitWith(run(words, options)),
    );
};
