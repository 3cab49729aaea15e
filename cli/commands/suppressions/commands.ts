import type { Command } from 'commander';
import { suppressionReasons } from '../../../shared/suppression/suppression-entry.ts';
import { examples } from '../../help/examples.ts';
import { irreversible } from '../../irreversible.ts';
import { oneOf } from '../../one-of.ts';
import type { Program } from '../../program.ts';
import { streamOption } from '../../stream-option.ts';
import type { AddSuppressionOptions } from './add.ts';
import type { CheckSuppressionsOptions } from './check.ts';
import type { ExportSuppressionsOptions } from './export.ts';
import type { ImportSuppressionsOptions } from './import.ts';
import type { ListSuppressionsOptions } from './list.ts';
import type { RemoveSuppressionOptions } from './remove.ts';
import type { SyncSuppressionsOptions } from './sync.ts';

const formats = ['csv', 'jsonl'];
const scopeText = '*, tenant#ID or tenant#ID#stream#NAME';

/** Adds the command `suppressions` and its subcommands. */
export const addSuppressionCommands = (
  command: Command,
  { io, onPipeline, confirm }: Program,
): void => {
  const group = command
    .command('suppressions')
    .description('addresses that get no mail: list, check, add, remove, import, export, sync');
  const run: Run = (verb) =>
    onPipeline(async (pipeline) =>
      verb((await import('./tools.ts')).openSuppressionTools(pipeline, io)),
    );
  addReading(group, run);
  addCheck(group, run);
  addChanging(group, run, confirm);
  addBulk(group, run);
};

const withScope = (command: Command): Command =>
  command
    .option('--scope <scope>', scopeText)
    .option('--tenant <id>', 'short for --scope tenant#ID')
    .addOption(streamOption('with --tenant: only this stream of the tenant'));

const withOrder = (command: Command): Command =>
  withScope(command)
    .option('--by <name>', 'who makes the change (default: the logged-in user)')
    .option('--why <text>', 'why; recorded with the entry');

type Tools = ReturnType<typeof import('./tools.ts').openSuppressionTools>;

/** Opens the tools only when a subcommand runs. */
type Run = (verb: (tools: Tools) => Promise<number>) => Promise<void>;

/** `list` and `export`, which change nothing. */
const addReading = (group: Command, run: Run): void => {
  withScope(group.command('list').description('list the addresses, and why they are suppressed'))
    .option('--address <address>', 'only this address')
    .option('--own', 'with --tenant: without the entries of all tenants')
    .option('--all', 'every reason, including ended ones, and removed entries')
    .option(
      '--json',
      'print one {address, scope, reason, detail, source, by, since, expiresAt} per line',
    )
    .addHelpText('after', examples('suppressions list --address ada@example.org --all'))
    .action((options: ListSuppressionsOptions) =>
      run(async (tools) => (await import('./list.ts')).listSuppressions(options, tools)),
    );

  withScope(
    group
      .command('export')
      .description('write every reason of every address, as CSV or JSON lines'),
  )
    .addOption(oneOf('--format <name>', 'default: by the name of the file', formats))
    .option('--out <file>', 'file to write (default: standard output)')
    .option('--all', 'also entries that have ended')
    .option('--json', 'JSON lines')
    .addHelpText('after', examples('suppressions export --out suppressions.csv'))
    .action((options: ExportSuppressionsOptions) =>
      run(async (tools) => (await import('./export.ts')).exportSuppressions(options, tools)),
    );
};

/** `check`, which changes nothing. */
const addCheck = (group: Command, run: Run): void => {
  group
    .command('check')
    .description('check the addresses of a file, and say which are suppressed, why and until when')
    .argument('<file>', '- for standard input')
    .option('--tenant <id>', 'for mail of this tenant (default: only what holds for all tenants)')
    .addOption(streamOption('with --tenant: for mail of this stream, too'))
    .addOption(oneOf('--format <name>', 'form of the file (default: by the first line)', formats))
    .option(
      '--json',
      'print one {address, scope, reason, detail, source, by, since, expiresAt} per line',
    )
    .addHelpText(
      'after',
      examples('suppressions check bounces.csv --tenant acme --stream marketing'),
    )
    .action((file: string, options: CheckSuppressionsOptions) =>
      run(async (tools) => (await import('./check.ts')).checkSuppressions(file, options, tools)),
    );
};

/** `add` and `remove`, for one address or several. */
const addChanging = (group: Command, run: Run, confirm: Program['confirm']): void => {
  withOrder(
    group.command('add').description('suppress addresses, for all tenants unless a scope is named'),
  )
    .argument('<address...>', 'addresses, in any form')
    .option('--until <time>', 'day or instant at which the suppression ends (default: never)')
    .option('--json', 'print one {address, scope, …, outcome: entered or unchanged} per line')
    .addHelpText(
      'after',
      examples(
        "suppressions add ada@example.org --why 'asked by telephone'",
        "suppressions add ada@example.org --tenant clinic-7 --until 2036-12-31 --why 'asked by telephone'",
      ),
    )
    .action((addresses: readonly string[], options: AddSuppressionOptions) =>
      run(async (tools) => (await import('./add.ts')).addSuppressions(addresses, options, tools)),
    );

  withOrder(
    irreversible(group.command('remove'), confirm, (addresses) =>
      addresses.length > 1
        ? `Remove ${addresses.length} addresses? Their reasons are forgotten, and mail goes to them again.`
        : undefined,
    ).description(
      'remove addresses from one scope, whatever the reasons; for all tenants unless a scope is named',
    ),
  )
    .argument('<address...>', 'addresses, in any form')
    .option('--json', 'print one {address, scope, removed, remaining, by, why} per line')
    .addHelpText(
      'after',
      examples("suppressions remove ada@example.org --tenant clinic-7 --why 'asked by telephone'"),
    )
    .action((addresses: readonly string[], options: RemoveSuppressionOptions) =>
      run(async (tools) =>
        (await import('./remove.ts')).removeSuppressions(addresses, options, tools),
      ),
    );
};

/** `import` and `sync`, for whole lists. */
const addBulk = (group: Command, run: Run): void => {
  withOrder(
    group
      .command('import')
      .description('enter the rows of a file, CSV or JSON lines; may be run again'),
  )
    .argument('<file>', 'file to read, - for standard input')
    .addOption(oneOf('--format <name>', 'default: by the first line', formats))
    .addOption(
      oneOf('--reason <reason>', 'of rows that have none', suppressionReasons).default('operator'),
    )
    .option(
      '--json',
      'print one {line, problem} per bad line, then {read, entered, unchanged, bad}',
    )
    .addHelpText(
      'after',
      examples(
        'suppressions import bounces.csv --reason bounce',
        'suppressions import - < addresses.txt',
      ),
    )
    .action((file: string, options: ImportSuppressionsOptions) =>
      run(async (tools) => (await import('./import.ts')).importSuppressions(file, options, tools)),
    );

  group
    .command('sync')
    .description(
      'synchronise the scope * with the suppression list of the SES account, in both directions',
    )
    .option('--dry-run', 'show what would change, and change nothing')
    .option('--by <name>', 'who makes the change (default: the logged-in user)')
    .option(
      '--json',
      'print one {change: copy, drop, put or delete, address, reason} per line, then the counts',
    )
    .addHelpText('after', examples('suppressions sync --dry-run'))
    .action((options: SyncSuppressionsOptions) =>
      run(async (tools) => (await import('./sync.ts')).syncSuppressions(options, tools)),
    );
};
