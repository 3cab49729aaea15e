import type { Command } from 'commander';
import { examples } from '../../help/examples.ts';
import type { Program } from '../../program.ts';
import type { SmtpOptions } from './smtp-options.ts';

/** Adds the command `smtp`. */
export const addSmtpCommand = (command: Command, { io, onPipeline }: Program): void => {
  command
    .command('smtp')
    .description('run the SMTP door: it takes mail by SMTP and queues it, until it is stopped')
    .option('--host <address>', 'address on which it listens', '127.0.0.1')
    .option('--starttls-port <number>', 'port that begins in plain; 0 for any free one', '587')
    .option('--tls-port <number>', 'port that begins with TLS; 0 for any free one', '465')
    .option(
      '--cert <file>',
      'certificate in PEM, with its chain (or the variable SMTP_CERTIFICATE)',
    )
    .option('--key <file>', 'private key in PEM (or the variable SMTP_PRIVATE_KEY)')
    .option('--name <host>', 'name with which it greets (default: the name of this machine)')
    .option('--health-host <address>', 'address of /health and /metrics', '127.0.0.1')
    .option('--health-port <number>', 'their port; 0 for any free one', '8025')
    .option('--max-connections <number>', 'most connections at once', '1000')
    .option('--max-connections-per-address <number>', 'most of one address', '500')
    .option('--max-memory <megabytes>', 'most bytes of mails in memory', '256')
    .option('--grace <seconds>', 'longest time that mails under way are waited for', '25')
    .addHelpText('after', examples('smtp --starttls-port 2587 --tls-port 2465'))
    .action((options: SmtpOptions) =>
      onPipeline(async (pipeline) => {
        const [{ smtp }, { openSmtpTools }] = await Promise.all([
          import('./smtp.ts'),
          import('./smtp-tools.ts'),
        ]);
        return smtp(options, { ...io, ...openSmtpTools(pipeline, io) });
      }),
    );
};
