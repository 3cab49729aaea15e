import type { Command } from 'commander';
import { examples } from '../../help/examples.ts';
import type { Program } from '../../program.ts';
import type { CostOptions } from './cost-options.ts';

/** Adds the command `cost`. */
export const addCostCommand = (command: Command, { io, onPipeline }: Program): void => {
  command
    .command('cost')
    .description('what this month costs so far and will cost, by part, and under each plan of SES')
    .option('--volume <number>', 'mails a month: what that would cost, instead of what was sent')
    .option('--recipients <number>', 'recipients of a mail (default: 1)')
    .option('--size <size>', 'size of a mail without attachments, like 20KB (default: 3KB)')
    .option('--attachments <size>', 'size of its attachments, which SES bills (default: 0)')
    .option('--alone', 'mails that come one by one, like password resets; else many at once')
    .option('--dedicated-ips <number>', 'standard dedicated IPs (default: 0)')
    .option('--managed-ips', 'with managed dedicated IPs')
    .option('--tenant <id>', 'also the share of this tenant, by its recipients')
    .option('--json', 'print one JSON object')
    .addHelpText('after', examples('cost', 'cost --volume 250000 --size 20KB'))
    .action((options: CostOptions) =>
      onPipeline(async (pipeline) => {
        const [{ cost }, { openCostTools }] = await Promise.all([
          import('./cost.ts'),
          import('./cost-tools.ts'),
        ]);
        return cost(options, { ...io, ...(await openCostTools(pipeline)) });
      }),
    );
};
