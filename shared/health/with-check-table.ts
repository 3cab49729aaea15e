import type { Check } from './check.ts';

const begin = '<!-- checks: written by npm run docs -->';
const end = '<!-- end of checks -->';

/** The page with its table of checks written anew. @throws Error when the page has no place for it */
export const withCheckTable = (page: string, checks: readonly Check[]): string => {
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error('docs/doctor.md has no place for the table of checks');
  return `${page.slice(0, from)}${begin}\n\n${checkTable(checks)}\n\n${page.slice(to)}`;
};

/** The checks as a Markdown table for docs/doctor.md. */
const checkTable = (checks: readonly Check[]): string =>
  ['| check | finds | reads | source |', '| --- | --- | --- | --- |', ...checks.map(row)].join(
    '\n',
  );

const row = ({ id, finds, reads, source }: Check): string =>
  `| \`${id}\` | ${finds} | ${readsOf(reads)} | [why](${source}) |`;

const readsOf = (reads: readonly string[]): string =>
  [...new Set(reads)].map((action) => `\`${action}\``).join(', ') || '–';
