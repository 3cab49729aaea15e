import { describe, expect, it } from '@jest/globals';
import { plotOf } from '../../../bench/pacing/plot.ts';
import {
  markdownTable,
  remarksOf,
  tableHead,
  tableLine,
} from '../../../bench/pacing/result-table.ts';
import type { Row, RunRecord } from '../../../bench/pacing/row.ts';
import { plottedOf, resultsOf, withResults } from '../../../bench/pacing/write-report.ts';

const row = (given: Partial<Row> = {}): Row => ({
  design: 'pipeline',
  rate: 14,
  containers: 8,
  batch: 10,
  model: 'token-bucket',
  scenario: 'steady',
  utilisation: 0.9987,
  throttledPer1000: 0,
  worstSecond: 1.21,
  ledgerWritesPerMessage: 0.104,
  dynamoRequestsPerMessage: 3.66,
  sqsRequestsPerMessage: 1.99,
  billedMsPerMessage: 571.4,
  lost: 0,
  doubled: 0,
  fairness: null,
  ...given,
});

const record = (given: Partial<Row> = {}): RunRecord => ({
  row: row(given),
  timeline: [
    [0, 2, 0],
    [0.1, 0, 3],
    [40, 1, 0],
  ],
  leftQueued: 0,
  stoodStillMs: 12,
  at: '2030-01-02T03:04:05.000Z',
  machine: '2 × test',
});

describe('result-table', () => {
  it('stands in columns', () => {
    const head = tableHead();
    const line = tableLine(row());

    expect(line).toHaveLength(head.length);
    expect(
      line.slice(head.indexOf('billed ms'), head.indexOf('billed ms') + 'billed ms'.length).trim(),
    ).toBe('571');
  });

  it('shows a dash where there is no figure', () => {
    expect(tableLine(row({ utilisation: null }))).toContain(' – ');
  });

  it('says in words what only a scenario tells', () => {
    expect(remarksOf(row())).toEqual([]);
    expect(remarksOf(row({ throttlesStopAfterSeconds: 8.44, utilisationAfter: 0.975 }))).toEqual([
      'throttles stop after 8.4 s',
      'then 97.5 % of what is left',
    ]);
    expect(remarksOf(row({ throttlesStopAfterSeconds: null, utilisationAfter: null }))).toEqual([
      'throttles do not stop',
    ]);
    expect(remarksOf(row({ marketingShare: 0, transactionalP99Seconds: 1.6 }))).toEqual([
      'marketing has 0.0 % during the burst',
      'transactional p99 1.60 s at 30 % load',
    ]);
  });

  it('leaves out of Markdown what is the same in every row', () => {
    const [head = '', rule = '', first = ''] = markdownTable([
      row(),
      row({ design: 'p-throttle' }),
    ]);

    expect(head).not.toContain('scenario');
    expect(head).toContain('| design |');
    expect(new Set([head, rule, first].map((line) => line.split('|').length)).size).toBe(1);
  });
});

describe('write-report', () => {
  it('says when and where', () => {
    expect(resultsOf([record()])).toContain('Measured on 2030-01-02 on 2 × test.');
  });

  it('has a table for each scenario and model that was run', () => {
    const text = resultsOf([
      record(),
      record({ model: 'sliding' }),
      record({ scenario: 'kill-2' }),
    ]);

    expect(text.match(/^### /gm)).toHaveLength(3);
    expect(text).toContain('### Two containers die in the middle: a token bucket of one second');
  });

  it('replaces the results of before and nothing else', () => {
    const once = withResults('# Page\n\nWords.\n', 'first');
    const between = once.replace('# Page', '# Page of ours').concat('\nMore words.\n');
    const twice = withResults(between, 'second');

    expect(twice).not.toContain('first');
    expect(twice).toBe(between.replace('first', 'second'));
  });

  it('plots one run of each design, with the most containers, at 14 per second', () => {
    const records = [
      record({ containers: 1 }),
      record(),
      record({ design: 'p-throttle' }),
      record({ rate: 200 }),
      record({ scenario: 'kill-2' }),
    ];

    expect(plottedOf(records).map((one) => `${one.row.design} ${one.row.containers}`)).toEqual([
      'pipeline 8',
      'p-throttle 8',
    ]);
  });
});

describe('plot', () => {
  it('has a strip for each run, with a bar for each tenth of a second in which something happened', () => {
    const picture = plotOf([record(), record({ design: 'p-throttle <R>' })]);

    expect(picture).toContain('p-throttle &lt;R&gt;');
    // The background, and for each run two tenths of the first twenty seconds.
    expect(picture.match(/<rect /g)).toHaveLength(1 + 2 * 2);
    expect(picture.startsWith('<svg ')).toBe(true);
    expect(picture.trimEnd().endsWith('</svg>')).toBe(true);
  });
});
