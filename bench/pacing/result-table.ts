import type { Row } from './row.ts';

interface Column {
  readonly title: string;
  readonly width: number;
  readonly of: (row: Row) => string;
}

const figure = (value: number | null, digits: number): string =>
  value === null ? '–' : value.toFixed(digits);

/** Formats a figure with more decimals the smaller it is. */
const perMessage = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(3);

const columns: readonly Column[] = [
  { title: 'design', width: -19, of: ({ design }) => design },
  { title: 'R', width: 5, of: ({ rate }) => String(rate) },
  { title: 'C', width: 3, of: ({ containers }) => String(containers) },
  { title: 'B', width: 4, of: ({ batch }) => String(batch) },
  { title: 'model', width: -13, of: ({ model }) => model },
  { title: 'scenario', width: -20, of: ({ scenario }) => scenario },
  {
    title: 'use %',
    width: 6,
    of: ({ utilisation }) => figure(utilisation === null ? null : utilisation * 100, 1),
  },
  { title: 'thr/1000', width: 9, of: ({ throttledPer1000 }) => figure(throttledPer1000, 0) },
  { title: 'worst s', width: 8, of: ({ worstSecond }) => figure(worstSecond, 2) },
  {
    title: 'ledger w',
    width: 9,
    of: ({ ledgerWritesPerMessage }) => perMessage(ledgerWritesPerMessage),
  },
  {
    title: 'dynamo',
    width: 7,
    of: ({ dynamoRequestsPerMessage }) => perMessage(dynamoRequestsPerMessage),
  },
  { title: 'sqs', width: 7, of: ({ sqsRequestsPerMessage }) => perMessage(sqsRequestsPerMessage) },
  { title: 'billed ms', width: 10, of: ({ billedMsPerMessage }) => perMessage(billedMsPerMessage) },
  { title: 'lost', width: 6, of: ({ lost }) => String(lost) },
  { title: 'doubled', width: 8, of: ({ doubled }) => String(doubled) },
  { title: 'fair', width: 6, of: ({ fairness }) => figure(fairness, 3) },
];

/** Pads a cell; a negative width aligns it to the left. */
const padded = (text: string, width: number): string =>
  width < 0 ? text.padEnd(-width) : text.padStart(width);

const throttleRemark = (seconds: number | null): string =>
  seconds === null ? 'throttles do not stop' : `throttles stop after ${seconds.toFixed(1)} s`;

/** Figures that only some scenarios have, in words. */
export const remarksOf = (row: Row): readonly string[] => [
  ...(row.throttledAfterNotice === undefined
    ? []
    : [`${row.throttledAfterNotice} throttled after it learned of the change`]),
  ...(row.throttlesStopAfterSeconds === undefined
    ? []
    : [throttleRemark(row.throttlesStopAfterSeconds)]),
  ...(row.utilisationAfter === undefined || row.utilisationAfter === null
    ? []
    : [`then ${(row.utilisationAfter * 100).toFixed(1)} % of what is left`]),
  ...(row.slotsLostPerKill === undefined
    ? []
    : [`${row.slotsLostPerKill.toFixed(1)} slots lost per kill`]),
  ...(row.marketingShare === undefined
    ? []
    : [`marketing has ${(row.marketingShare * 100).toFixed(1)} % during the burst`]),
  ...(row.transactionalP99Seconds === undefined || row.transactionalP99Seconds === null
    ? []
    : [`transactional p99 ${row.transactionalP99Seconds.toFixed(2)} s at 30 % load`]),
];

/** Head of the table. */
export const tableHead = (): string =>
  columns
    .map(({ title, width }) => padded(title, width))
    .join(' ')
    .trimEnd();

/** One row of the table. */
export const tableLine = (row: Row): string =>
  [...columns.map(({ width, of }) => padded(of(row), width)), remarksOf(row).join(', ')]
    .join(' ')
    .trimEnd();

/** The table as Markdown, without columns whose value is the same in every row. */
export const markdownTable = (rows: readonly Row[]): readonly string[] => {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const shown = columns.filter(
    ({ of, title }) =>
      title === 'design' ||
      new Set(rows.map(of)).size > 1 ||
      !['model', 'scenario'].includes(title),
  );
  const hasRemarks = rows.some((row) => remarksOf(row).length > 0);
  return [
    line([...shown.map(({ title }) => title), ...(hasRemarks ? [''] : [])]),
    line([
      ...shown.map(({ width }) => (width < 0 ? '---' : '--:')),
      ...(hasRemarks ? ['---'] : []),
    ]),
    ...rows.map((row) =>
      line([...shown.map(({ of }) => of(row)), ...(hasRemarks ? [remarksOf(row).join('; ')] : [])]),
    ),
  ];
};
