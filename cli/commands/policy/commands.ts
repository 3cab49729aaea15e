import type { Command } from 'commander';
import { examples } from '../../help/examples.ts';
import type { Program } from '../../program.ts';
import type { PolicyOptions, PolicySubject } from './policy.ts';

/** Adds the command `policy` and what is below it. */
export const addPolicyCommands = (command: Command, { io, exitWith }: Program): void => {
  const policies = command
    .command('policy')
    .description('print an IAM policy for a stage, ready to paste; asks no account');
  const add = (subject: PolicySubject, description: string): Command =>
    policies
      .command(subject)
      .description(description)
      .option('--account <id>', 'account id in the ARNs (default: any)')
      .option('--json', 'print one document, however long, and nothing else')
      .addHelpText('after', examples(`policy ${subject} --stage prod --region eu-west-1`))
      .action((_options: PolicyOptions, self: Command) =>
        exitWith(run(subject, self.optsWithGlobals<PolicyOptions>(), io)),
      );
  add('deployer', 'for who deploys and removes the stage');
  add('producer', 'for a service that puts mail on the queues').option(
    '--one-tenant',
    'only mail of the tenant in the tag `tenant` of the role',
  );
  add('smtp', 'for the SMTP door');
};

const run = async (
  subject: PolicySubject,
  options: PolicyOptions,
  io: Program['io'],
): Promise<number> => {
  const { policy } = await import('./policy.ts');
  return policy(subject, options, process.env, io);
};
