import type { Command } from 'commander';
import { Refused } from './refused.ts';
import type { Confirm } from './terminal/confirm.ts';

/**
 * Makes a command ask before it runs, because what it does cannot be undone, and adds `--yes`, which
 * answers. A command that knows only later what it would do calls `confirm` itself.
 *
 * @param questionOf - what is asked, by the arguments and options of the command; undefined when this
 *   time everything can be undone
 */
export const irreversible = <Options extends object = Readonly<Record<string, unknown>>>(
  command: Command,
  confirm: Confirm,
  questionOf: (args: readonly string[], options: Options) => string | undefined,
): Command =>
  command.option('--yes', 'do it without asking').hook('preAction', async (_, running) => {
    const options = running.opts<Options & { readonly yes?: boolean }>();
    const question = questionOf(running.args, options);
    if (question === undefined) return;
    const answer = await confirm(question, options);
    if (answer.kind === 'refused') throw new Refused(answer.exitCode);
  });
