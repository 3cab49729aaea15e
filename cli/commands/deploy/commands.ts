import type { Command } from 'commander';
import { examples } from '../../help/examples.ts';
import type { Program } from '../../program.ts';
import type { DeployOptions } from './answers.ts';

export const addDeployCommand = (command: Command, program: Program): void => {
  command
    .command('deploy')
    .description(
      'deploy a stage, or bring it up to date: says what it will create and what that costs, asks, shows progress, and says what is left to do',
    )
    .option('--domain <name>', 'domain to send from')
    .option('--no-domain', 'do nothing about a domain: it is verified already')
    .option('--alert-address <address>', 'who gets the alarms')
    .option('--no-alert-address', 'nobody gets the alarms')
    .option(
      '--size <full|small>',
      'small: for some hundred mails a month, for as little as possible',
    )
    .option('--param <name=value>', 'parameter, as docs/deploy.md lists them; repeatable', each)
    .option('--default <name>', "parameter that gets the stage's default again; repeatable", each)
    .option('--plan', 'only say what would be done and what it costs')
    .option('--replace-data', 'allow changes that remove or replace what holds data')
    .option('--yes', 'do it without asking')
    .addHelpText(
      'after',
      examples('deploy --stage dev --region eu-west-1 --plan --no-domain --no-alert-address'),
    )
    .action((_options: unknown, running: Command) =>
      program.exitWith(
        import('./run-deploy.ts').then(({ runDeploy }) =>
          runDeploy(running.optsWithGlobals<DeployOptions>(), program),
        ),
      ),
    );
};

const each = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
];
