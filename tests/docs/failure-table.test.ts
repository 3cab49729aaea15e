import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/failure-table.md'), 'utf8');

interface Row {
  readonly failure: string;
  readonly file: string;
  readonly title: string;
}

/** Rows of the page, by function. */
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section): readonly [string, readonly Row[]] => {
      const [name = '', ...lines] = section.split('\n');
      const cells = lines
        .filter((line) => /^\| (?!failure|---)/.test(line))
        .map((line) => line.slice(2, -2).split(' | '));
      const rows = cells.map(([failure = '', , test = '']) => ({
        failure,
        file: test.split(': ')[0] ?? '',
        title: test.slice(test.indexOf(': ') + 2),
      }));
      return [name, rows];
    }),
);

const rows = [...sections].flatMap(([name, some]) =>
  some.map((row) => [name, row.failure, row] as const),
);

const testsOf = (file: string): readonly string[] =>
  globSync(`tests/**/${file}.test.ts`, { cwd: root }).map((path) =>
    readFileSync(join(root, path), 'utf8'),
  );

/**
 * Titles stand in quotes of any kind, behind `it(` or behind the table of an `it.each`, on the same
 * line or the next.
 */
const hasTest = (text: string, title: string): boolean => {
  const pieces = text.split(title);
  return pieces.some(
    (before, index) => /\(\s*['"`]$/.test(before) && /^['"`]/.test(pieces[index + 1] ?? ''),
  );
};

describe('docs/failure-table.md', () => {
  it('tells of every function and every door there is', () => {
    expect([...sections.keys()].toSorted()).toEqual(
      [
        ...readdirSync(join(root, 'functions')),
        ...readdirSync(join(root, 'doors')).map((name) => `doors/${name}`),
      ].toSorted(),
    );
  });

  it.each([...sections.keys()])('has a row of %s for every kind of failure', (name) => {
    const kinds = new Set(
      (sections.get(name) ?? []).map(({ failure }) => failure.replace(/[:,].*/, '')),
    );

    expect([...kinds].toSorted()).toEqual(['crash', 'down', 'seen before', 'unreadable input']);
  });

  it.each(rows)('of %s, %s, names a test that exists', (_name, _failure, { file, title }) => {
    const texts = testsOf(file);

    expect(texts).toHaveLength(1);
    expect(texts.some((text) => hasTest(text, title))).toBe(true);
  });

  it('would notice a test that does not exist', () => {
    expect(hasTest("it('a fact', () => {})", 'a fact')).toBe(true);
    expect(hasTest("// 'a fact'", 'a fact')).toBe(false);
  });
});
