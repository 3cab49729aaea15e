import type { Command } from 'commander';
import { examples } from '../../help/examples.ts';
import type { Program } from '../../program.ts';
import type { CredentialsOptions } from './credentials.ts';

/** Adds the command `credentials`. */
export const addCredentialsCommand = (command: Command, { io, exitWith }: Program): void => {
  command
    .command('credentials')
    .description('get a key of the SES endpoint for the AWS role of this machine, for an hour')
    .requiredOption('--endpoint <url>', 'URL of the SES endpoint')
    .requiredOption('--endpoint-region <name>', 'region of the deployment')
    .addHelpText(
      'after',
      examples(
        'credentials --endpoint https://abc123.execute-api.eu-west-1.amazonaws.com --endpoint-region eu-west-1',
      ),
    )
    .action((options: CredentialsOptions) => exitWith(run(io, options)));
};

const run = async (io: Program['io'], options: CredentialsOptions): Promise<number> => {
  const [{ credentials }, { proveRole }] = await Promise.all([
    import('./credentials.ts'),
    import('../../../shared/aws/clients/prove-role.ts'),
  ]);
  return credentials(options, { ...io, proveRole });
};
