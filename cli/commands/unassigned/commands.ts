import type { Command } from 'commander';
import { examples } from '../../help/examples.ts';
import type { Program } from '../../program.ts';
import type { UnassignedOptions } from './unassigned.ts';

/** Adds `unassigned`. */
export const addUnassignedCommand = (command: Command, { io, onPipeline }: Program): void => {
  command
    .command('unassigned')
    .description('show mail of which SES reports and whose sender no tenant claims, by domain')
    .option('--domain <name>', 'list the mails of this sender domain')
    .option('--json', 'print one {senderDomain, mails, first, last, claimedBy} or mail per line')
    .addHelpText('after', examples('unassigned', 'unassigned --domain stranger.example'))
    .action((options: UnassignedOptions) =>
      onPipeline(async ({ target, clients }) => {
        const [{ unassigned }, { listUnassigned }] = await Promise.all([
          import('./unassigned.ts'),
          import('../../../shared/aws/messages/list-unassigned.ts'),
        ]);
        const rows = { documents: clients.documents, table: target.tables.messages };
        return unassigned(options, { ...io, listUnassigned: listUnassigned(rows) });
      }),
    );
};
