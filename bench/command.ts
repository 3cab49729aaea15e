import { Command } from 'commander';
import type { FunctionsOptions } from './functions/run-functions.ts';
import { addPacingOptions, type PacingOptions } from './pacing/pacing-options.ts';

/** What the sub-commands do; each tells whether all went well. */
export interface BenchActions {
  readonly pacing: (options: PacingOptions) => Promise<boolean>;
  readonly functions: (options: FunctionsOptions) => Promise<boolean>;
  readonly report: (page: string, files: readonly string[]) => Promise<boolean>;
}

/** The most important of what the bench can be told; commander says the rest. */
const hint = '(--help shows what there is)';

const quickRun = { quick: true, json: false } as const;

/**
 * The command line of `npm run bench`.
 *
 * @param designs - the names that `--design` takes
 * @param onEnd - told whether all went well, once
 */
export const benchCommand = (designs: readonly string[], actions: BenchActions, onEnd: (isFine: boolean) => void): Command => {
  const command = new Command('npm run bench --')
    .description('Measures the whole pipeline and the alternatives to it on this machine. Without a name: everything, quickly.')
    .showHelpAfterError(hint)
    .allowExcessArguments(false)
    .exitOverride()
    .action(async () => {
      const pacingFine = await actions.pacing({ ...quickRun, feedback: true });
      onEnd((await actions.functions(quickRun)) && pacingFine);
    });

  const pacing = command.command('pacing').description('how well SES is used at its rate, by this pipeline and by other designs');
  addPacingOptions(pacing, designs).action(async (options: PacingOptions) => onEnd(await actions.pacing(options)));

  command
    .command('functions')
    .description('size, start and memory of each packaged function')
    .option('--quick', 'fewer rounds', false)
    .option('--json', 'one JSON object per function', false)
    .action(async (options: FunctionsOptions) => onEnd(await actions.functions(options)));

  command
    .command('report <page> <files...>')
    .description('write rows that --save kept into a Markdown page, and the plot beside it')
    .action(async (page: string, files: readonly string[]) => onEnd(await actions.report(page, files)));

  for (const each of command.commands) each.showHelpAfterError(hint).allowExcessArguments(false).exitOverride();
  return command;
};
