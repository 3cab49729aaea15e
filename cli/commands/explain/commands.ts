import type { Command } from 'commander';
import { streams } from '../../../shared/email/streams.ts';
import { examples } from '../../help/examples.ts';
import { oneOf } from '../../one-of.ts';
import type { Program } from '../../program.ts';
import type { ExplainWhyOptions } from './why.ts';

/** Adds `explain why`. */
export const addExplainCommand = (command: Command, { io, onPipeline }: Program): void => {
  command
    .command('explain')
    .description('explain what became of a mail: why')
    .command('why')
    .description('explain why a mail was not sent, and what happens next')
    .argument('<message>', 'message id')
    .option('--tenant <id>', 'tenant of the message', 'default')
    .addOption(
      oneOf('--stream <name>', 'its stream, where the messages table does not tell it', streams),
    )
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
