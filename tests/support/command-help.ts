import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const bin = join(import.meta.dirname, '..', '..', 'cli', 'bin.mjs');

/** A command of `ses-pipeline`, as its own help tells. */
export interface CommandHelp {
  /** `dead-letters list`; empty for the program itself. */
  readonly path: string;
  /** `--json`, with the dashes; without those of the program. */
  readonly options: readonly string[];
  /** Options that take a value. */
  readonly withValue: readonly string[];
  /** The first value of options that take one of a few. */
  readonly choices: ReadonlyMap<string, string>;
  /** Options that have to be given. */
  readonly required: readonly string[];
  /** `<id>`, `[id]`, `<file...>`. */
  readonly arguments: readonly string[];
  readonly description: string;
  /** Commands as they can be typed. */
  readonly examples: readonly string[];
  /** Lines of options and arguments that nothing is said about. */
  readonly unexplained: readonly string[];
  /** Whether it only holds further commands. */
  readonly isGroup: boolean;
  readonly text: string;
}

/** Every command there is, asked of the command line itself. */
export const commandHelp = async (): Promise<readonly CommandHelp[]> => {
  const { stdout } = await promisify(execFile)(process.execPath, [bin, 'help', '--all'], {
    env: { ...process.env, FORCE_COLOR: '0' },
    maxBuffer: 16 * 1024 * 1024,
  });
  const texts = stdout.split(/^(?=Usage: ses-pipeline)/m).map(readHelp);
  return texts.map((one) => ({
    ...one,
    isGroup: one.path === '' || texts.some(({ path }) => path.startsWith(`${one.path} `)),
  }));
};

/** Lines below a heading, of which one that continues another is joined to it. */
const section = (text: string, heading: RegExp): readonly string[] =>
  (new RegExp(`^${heading.source}:\\n((?: {2}.*\\n?)*)`, 'm').exec(text)?.[1] ?? '')
    .replaceAll(/\n {4,}/g, ' ')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.trim());

const readHelp = (text: string): Omit<CommandHelp, 'isGroup'> => {
  const [, usage = ''] = /^Usage: ses-pipeline ?(.*)/.exec(text) ?? [];
  const words = usage.split(' ');
  const end = words.findIndex((word) => /^[[<]/.test(word));
  const options = section(text, /Options/).filter((line) => line.startsWith('-'));
  const nameOf = (line: string): string => /--[a-z-]+/.exec(line)?.[0] ?? '';
  const named = options.filter((line) => nameOf(line) !== '--help');
  const given = section(text, /Arguments/);
  return {
    path: words.slice(0, end).join(' '),
    options: options.map(nameOf),
    withValue: named.filter((line) => /^[^<]*--[a-z-]+ <[^>]+>/.test(line)).map(nameOf),
    choices: new Map(
      named.flatMap((line) => {
        const [, first] = /\(choices: "([^"]+)"/.exec(line) ?? [];
        return first === undefined ? [] : [[nameOf(line), first] as const];
      }),
    ),
    required: named.filter((line) => line.endsWith('(required)')).map(nameOf),
    arguments: words.slice(end).filter((word) => !/^\[(?:options|command)\]$/.test(word)),
    description: text.split('\n\n')[1] ?? '',
    examples: section(text, /Examples?/),
    unexplained: [...named, ...given].filter((line) => !/ {2,}\S/.test(line)),
    text,
  };
};
