import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RootCommand } from '@bomb.sh/tab';
import tab from '@bomb.sh/tab/commander';
import type { Command, Option } from 'commander';
import { profileFiles, profilesIn } from '../../aws-profiles.ts';
import { withDescendants } from '../../help/help-command.ts';

type Handler = (complete: (value: string, description: string) => void) => void;

/**
 * Adds `complete -- WORDS…`, which scripts of `completion` call when a person presses Tab: prints what
 * may come in place of the last word. Reads no network and loads no command.
 *
 * The options of the program are completed behind a command, too; files, where a file is meant; and
 * the profiles of the AWS command line.
 */
export const addComplete = (program: Command, words: readonly string[]): void => {
  const completion = tab(program, { completionCommandName: 'completion' });
  const files = fileHandler(words.at(-1) ?? '');
  for (const command of withDescendants(program)) {
    const node = nodeOf(completion, command);
    if (node === undefined) continue;
    for (const option of program.options) if (option.long !== '--version') addOption(node, option);
    for (const option of command.options) {
      const known = node.options.get(option.long?.slice(2) ?? '');
      if (known !== undefined && /<(?:file|path)>/.test(option.flags)) known.handler = files;
    }
    for (const argument of node.arguments.values())
      if (argument.name === 'file') argument.handler = files;
  }
};

type Node = Pick<RootCommand, 'options' | 'arguments' | 'option'>;

const nodeOf = (completion: RootCommand, command: Command): Node | undefined =>
  command.parent === null ? completion : completion.commands.get(pathOf(command));

const pathOf = (command: Command): string =>
  command.parent?.parent == null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;

const addOption = (node: Node, option: Option): void => {
  const handler = option.long === '--profile' ? completeProfiles : () => {};
  node.option(option.long?.slice(2) ?? '', option.description, handler);
};

const completeProfiles: Handler = (complete) => {
  for (const { path } of profileFiles(process.env))
    for (const profile of profilesIn(textOf(path))) complete(profile, '');
};

const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

/** Completes a path in the folder that is typed so far. */
const fileHandler =
  (typed: string): Handler =>
  (complete) => {
    const folder = typed.endsWith('/') ? typed : dirname(typed);
    for (const entry of entriesOf(folder)) {
      const path = typed.includes('/') ? join(folder, entry.name) : entry.name;
      complete(entry.isDirectory() ? `${path}/` : path, '');
    }
  };

const entriesOf = (folder: string) => {
  try {
    return readdirSync(folder === '' ? '.' : folder, { withFileTypes: true });
  } catch {
    return [];
  }
};
