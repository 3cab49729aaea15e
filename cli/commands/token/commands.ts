import type { Command } from 'commander';
import { examples } from '../../help/examples.ts';
import { readLocalEndpoints } from '../../local-endpoints.ts';
import type { Program } from '../../program.ts';
import type { TokenOptions } from './token.ts';

/** Adds the command `token`. */
export const addTokenCommand = (command: Command, { io, exitWith }: Program): void => {
  command
    .command('token')
    .description('mint a token for the API of the local stack')
    .requiredOption('--role <name>', 'SUPER_ADMIN, TENANT_ADMIN, TENANT_VIEWER, SENDER, …')
    .option('--tenant <id>', 'tenant of the caller')
    .option('--subject <text>', 'who calls, for the audit', 'developer')
    .option('--minutes <number>', 'how long it is good', '60')
    .option('--json', 'print {token, expiresAt}')
    .addHelpText('after', examples('token --role TENANT_ADMIN --tenant acme'))
    .action((options: TokenOptions) => exitWith(run(io, options)));
};

const run = async (io: Program['io'], options: TokenOptions): Promise<number> => {
  const { token } = await import('./token.ts');
  return token(options, { ...io, readEndpoints: readLocalEndpoints, now: Date.now });
};
