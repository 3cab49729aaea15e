import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const bin = join(import.meta.dirname, '..', '..', 'cli', 'bin.mjs');

/** A command of `ses-pipeline`, as its own help tells. */
export interface CommandHelp {
  /** `dead-letters list`; empty for the program itself. */
  readonly path: string;
  /** `--json`, with the dashes. */
  readonly options: readonly string[];
  /** Whether it only holds further commands. */
  readonly isGroup: boolean;
}

const namesIn = (section: string, pattern: RegExp): readonly string[] =>
  [...section.matchAll(pattern)].map(([, name = '']) => name);

const helpOf = async (path: readonly string[]): Promise<readonly CommandHelp[]> => {
  const { stdout } = await promisify(execFile)(process.execPath, [bin, ...path, '--help']);
  const [beforeCommands = '', commands = ''] = stdout.split('\nCommands:\n');
  const names = namesIn(commands, /^ {2}([a-z-]+)/gm).filter((name) => name !== 'help');
  const own: CommandHelp = {
    path: path.join(' '),
    options: namesIn(beforeCommands, /^ {2}(?:-\w, )?(--[a-z-]+)/gm),
    isGroup: names.length > 0,
  };
  const further = await Promise.all(names.map((name) => helpOf([...path, name])));
  return [own, ...further.flat()];
};

/** Every command there is, asked of the command line itself. */
export const commandHelp = (): Promise<readonly CommandHelp[]> => helpOf([]);
