import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { plotOf } from './plot.ts';
import { markdownTable } from './result-table.ts';
import { models, type Row, type RunRecord, scenarios } from './row.ts';

/** Marks around the text that the bench writes. */
const begin = '<!-- results: written by npm run bench -->';
const end = '<!-- end of results -->';

const plotName = 'pacing.svg';
const plottedRate = 14;

const modelNames = {
  'token-bucket': 'a token bucket of one second',
  sliding: 'the rate in every window of one second',
} as const;

const scenarioNames = {
  steady: 'A backlog',
  'steady-bulk': 'A backlog of bulk mail',
  'rate-halves': 'The rate halves in the middle',
  'rate-doubles': 'The rate doubles in the middle',
  'foreign-30': 'Another sender takes 30 % of the account for the middle two thirds',
  'kill-2': 'Two containers die in the middle',
  'transactional-burst':
    'Transactional mail over a marketing backlog: 30 % of the rate, then 120 %',
} as const;

/** Writes the results to a Markdown file, with the plot beside it. */
export const writeReport = async (records: readonly RunRecord[], file: string): Promise<void> => {
  const last = lastOfEach(records);
  const page = await readFile(file, 'utf8').catch(() => '# Performance\n');
  await writeFile(file, withResults(page, resultsOf(last)));
  const plotted = plottedOf(last);
  if (plotted.length > 0) await writeFile(join(dirname(file), plotName), plotOf(plotted));
};

const tableOf = (rows: readonly Row[]): readonly string[] =>
  markdownTable(rows.toSorted((a, b) => a.rate - b.rate || a.containers - b.containers));

const sections = (rows: readonly Row[]): readonly string[] =>
  scenarios.flatMap((scenario) =>
    models.flatMap((model) => {
      const inSection = rows.filter((row) => row.scenario === scenario && row.model === model);
      return inSection.length === 0
        ? []
        : ['', `### ${scenarioNames[scenario]}: ${modelNames[model]}`, '', ...tableOf(inSection)];
    }),
  );

/** Keeps the last of several runs of the same row. */
const lastOfEach = (records: readonly RunRecord[]): readonly RunRecord[] => {
  const byRow = new Map(
    records.map((record) => {
      const { design, rate, containers, model, scenario } = record.row;
      return [[design, rate, containers, model, scenario].join(), record];
    }),
  );
  return [...byRow.values()];
};

/** Runs in the plot: a backlog at the rate of a new account, with the most containers. */
export const plottedOf = (records: readonly RunRecord[]): readonly RunRecord[] => {
  const candidates = records.filter(
    ({ row }) =>
      row.rate === plottedRate && row.scenario === 'steady' && row.model === 'token-bucket',
  );
  const most = Math.max(0, ...candidates.map(({ row }) => row.containers));
  return candidates.filter(({ row }) => row.containers === most);
};

/** The results as Markdown. */
export const resultsOf = (records: readonly RunRecord[]): string => {
  const times = records.map(({ at }) => at.slice(0, 10)).toSorted();
  const machines = [...new Set(records.map(({ machine }) => machine))];
  return [
    `Measured on ${[...new Set([times[0], times.at(-1)])].join(' to ')} on ${machines.join('; ')}.`,
    ...(plottedOf(records).length > 0
      ? ['', `![What SES accepted in each tenth of a second](${plotName})`]
      : []),
    ...sections(records.map(({ row }) => row)),
    '',
  ].join('\n');
};

/** Replaces the results of a page, or adds them at its end. */
export const withResults = (page: string, results: string): string => {
  const block = `${begin}\n\n${results}\n${end}`;
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) return `${page.trimEnd()}\n\n${block}\n`;
  return `${page.slice(0, from)}${block}${page.slice(to + end.length)}`;
};
