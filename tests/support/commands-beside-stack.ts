import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StackOptions } from '../../local/stack/stack-options.ts';
import { type Stack, startStack } from '../../local/stack.ts';
import { packagedTemplate } from '../../local/template/packaged.ts';
import { type CommandRun, runCommand } from './run-command.ts';

/** The packaged functions, and the folder in which a person runs commands beside them. */
export interface CommandsBesideStack {
  readonly folder: string;
  readonly stack: Stack;
  readonly run: (...words: readonly string[]) => Promise<CommandRun>;
  readonly stop: () => Promise<void>;
}

/** @param name - begins the name of the folder */
export const startCommandsBesideStack = async (
  name: string,
  options: Partial<StackOptions> = {},
): Promise<CommandsBesideStack> => {
  const folder = await mkdtemp(join(tmpdir(), `${name}-`));
  const stack = await startStack({
    package: await packagedTemplate(),
    directory: join(folder, '.local'),
    rate: 14,
    latencyMs: 20,
    quiet: true,
    ...options,
  });
  return {
    folder,
    stack,
    run: (...words) => runCommand(words, { cwd: folder }),
    stop: async () => {
      await stack.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
