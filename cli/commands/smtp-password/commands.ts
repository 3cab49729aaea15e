import type { Command } from 'commander';
import { examples } from '../../help/examples.ts';
import type { Program } from '../../program.ts';
import type { SmtpPasswordOptions } from './smtp-password.ts';

/** Adds the command `smtp-password`. */
export const addSmtpPasswordCommand = (command: Command, { io, exitWith }: Program): void => {
  const run = async (options: SmtpPasswordOptions): Promise<number> => {
    const [{ printSmtpPassword }, { readSecret }] = await Promise.all([
      import('./smtp-password.ts'),
      import('../../terminal/read-secret.ts'),
    ]);
    const source = { input: process.stdin, output: process.stderr };
    const region = process.env.AWS_REGION;
    return printSmtpPassword(options, { ...io, region, readSecret: () => readSecret(source) });
  };
  command
    .command('smtp-password')
    .description(
      "derive the password for SES's own SMTP servers from a secret access key, which comes from standard input, or a hidden prompt",
    )
    .option('--json', 'print {region, host, smtpPassword}')
    .addHelpText('after', examples('smtp-password --region eu-west-1'))
    .action((options: SmtpPasswordOptions) => exitWith(run(options)));
};
