import type { Command } from 'commander';
import { examples } from '../../help/examples.ts';
import type { Program } from '../../program.ts';
import type { SecretsIo, SecretsOptions } from './secrets.ts';

type Secrets = typeof import('./secrets.ts');

/** Adds the command `unsubscribe` and its subcommands. */
export const addUnsubscribeCommands = (command: Command, { io, onPipeline }: Program): void => {
  const group = command
    .command('unsubscribe')
    .description('secrets behind the links to unsubscribe: shows their ages, makes a new one');
  const run = (verb: (secrets: Secrets, tools: SecretsIo) => Promise<number>) =>
    onPipeline(async (pipeline) => {
      const [secrets, { openSecretsTools }] = await Promise.all([
        import('./secrets.ts'),
        import('./secrets-tools.ts'),
      ]);
      return verb(secrets, { ...io, ...openSecretsTools(pipeline) });
    });
  group
    .command('rotate')
    .description('make a new secret for new links; those in mail that was sent stay good')
    .option('--json', 'print {newest, madeAt}')
    .addHelpText('after', examples('unsubscribe rotate'))
    .action((options: SecretsOptions) =>
      run(({ rotateSecrets }, tools) => rotateSecrets(options, tools)),
    );
  group
    .command('show')
    .description('show numbers and ages of the secrets, never a secret')
    .option('--json', 'print {newest, secrets}')
    .addHelpText('after', examples('unsubscribe show'))
    .action((options: SecretsOptions) =>
      run(({ showSecrets }, tools) => showSecrets(options, tools)),
    );
};
