import type { Command } from 'commander';
import { examples } from '../../help/examples.ts';
import type { Program } from '../../program.ts';
import type { RemoveOptions } from './remove.ts';

export const addRemoveCommand = (command: Command, program: Program): void => {
  command
    .command('remove')
    .description(
      'remove a stage: says first what goes and what stays; what holds data stays, unless --delete-data says otherwise',
    )
    .option('--delete-data', 'delete tables, queues, bucket, logs and key too; cannot be undone')
    .option('--confirm <stage>', "with --delete-data: the stage's name again, instead of typing it")
    .option('--plan', 'only say what would be done')
    .option('--yes', 'do it without asking')
    .addHelpText('after', examples('remove --stage dev --region eu-west-1 --plan'))
    .action((_options: unknown, running: Command) =>
      program.exitWith(
        import('./run-remove.ts').then(({ runRemove }) =>
          runRemove(
            running.optsWithGlobals<
              RemoveOptions & { readonly stage?: string; readonly region?: string }
            >(),
            program,
          ),
        ),
      ),
    );
};
