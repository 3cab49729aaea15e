import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** A command that a page tells its reader to type. */
export interface DocumentedCommand {
  readonly page: string;
  /** Without its comment. */
  readonly text: string;
  readonly words: readonly string[];
  /** In a block of commands; else it is named in a sentence, where arguments may be left out. */
  readonly isWhole: boolean;
  /** What it needs that a test has not, as the comment beside or above it says: `an account`. */
  readonly needs?: string;
}

/** Pages that people read, apart from the history of changes. */
export const pages: ReadonlyMap<string, string> = new Map(
  ['README.md', ...globSync('docs/*.md', { cwd: root }).toSorted()].map((page) => [
    page,
    readFileSync(join(root, page), 'utf8'),
  ]),
);

/** Words as a shell reads them, as far as the pages need it: quotes, no substitution. */
export const wordsOf = (text: string): readonly string[] =>
  [...text.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_whole, one = '', other = '') => `${one}${other}`),
  );

const needsIn = (comment: string | undefined): string | undefined =>
  /\bneeds (an account|the AWS command line)/.exec(comment ?? '')?.[1];

const command = (
  page: string,
  line: string,
  isWhole: boolean,
  above?: string,
): DocumentedCommand => {
  const [, text = line, comment] = /^(.*?)(?:\s+#\s(.*))?$/s.exec(line) ?? [];
  const needs = needsIn(comment) ?? needsIn(above);
  return {
    page,
    text,
    // Where its output goes is the shell's affair.
    words: wordsOf(text.replace(/\s>>?\s\S+$/, '')),
    isWhole,
    ...(needs === undefined ? {} : { needs }),
  };
};

/**
 * Blocks of `sh`; lines after a prompt in blocks that show output, too. Examples and set-ups are run
 * as a whole, by clients.test.ts and set-up.test.ts.
 */
const inBlocks = (page: string, content: string): readonly DocumentedCommand[] =>
  [
    ...content.matchAll(/(<!-- (?:example|set-up): [^\n]*\n)?^ *```(\w*)\n([\s\S]*?)^ *```$/gm),
  ].flatMap(([, example, language = '', block = '']) => {
    if (example !== undefined) return [];
    const lines = block
      .replaceAll(/\\\n\s*/g, '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    if (language === 'sh')
      return lines.flatMap((line, index) =>
        line.startsWith('#')
          ? []
          : [command(page, line, true, lines[index - 1]?.match(/^#.*/)?.[0])],
      );
    return lines
      .filter((line) => line.startsWith('$ '))
      .map((line) => command(page, line.slice(2), true));
  });

const inSentences = (page: string, content: string): readonly DocumentedCommand[] =>
  [...content.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '').matchAll(/`([^`\n]+)`/g)]
    .map(([, text = '']) => text)
    .filter((text) =>
      /^((npx )?ses-pipeline [a-z-]|npm (run|start|test)|npx serverless |aws [a-z0-9]+ [a-z])/.test(
        text,
      ),
    )
    .map((text) => command(page, text, false));

/** Every command of every page. */
export const documentedCommands: readonly DocumentedCommand[] = [...pages].flatMap(
  ([page, content]) => [...inBlocks(page, content), ...inSentences(page, content)],
);
