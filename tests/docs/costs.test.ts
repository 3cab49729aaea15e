import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { fixedUsage } from '../../bench/cost/fixed-usage.ts';
import { monthBill } from '../../bench/cost/month-bill.ts';
import { templateWith } from '../../local/template/packaged.ts';
import { resolveTemplate } from '../../shared/cloudformation/resolve-template.ts';
import { packagedService } from '../support/packaged-template.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'deploy.md'), 'utf8');

/** The cells of the row that begins like this. */
const row = (start: string): readonly string[] => {
  const line = page.split('\n').find((one) => one.startsWith(`| ${start}`)) ?? '';
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.replaceAll('*', '').trim());
};

const amounts = (start: string): readonly number[] => row(start).slice(1).map(Number);

type Template = Parameters<typeof resolveTemplate>[0];

/** What the template alone decides: what is billed for being there. */
const billOf = (template: Template) =>
  monthBill(
    fixedUsage(
      resolveTemplate(template, {
        region: 'us-east-1',
        accountId: '111122223333',
        stackName: 'ses-pipeline-dev',
        parameters: {},
        queueUrl: (name) => `https://sqs.us-east-1.amazonaws.com/111122223333/${name}`,
      }),
      () => ({ usage: [], metrics: 0 }),
    ),
  );

describe('what the documents say that a month costs', () => {
  let bills: readonly ReturnType<typeof billOf>[];
  const dollarsOf = (what: string): readonly number[] =>
    bills.map(({ lines }) =>
      Number((lines.find((line) => line.what === what)?.dollars ?? 0).toFixed(2)),
    );

  beforeAll(async () => {
    bills = [
      billOf((await packagedService()).template),
      billOf(await templateWith(['--param', 'profile=small'])),
    ];
  });

  it.each([
    ['metrics that alarms look at', 'metrics that alarms look at'],
    ['dashboard', 'dashboards'],
    ['key', 'customer keys'],
    ['polling of idle queues', 'polling of idle queues'],
  ])('has %s as the template makes it, with both profiles', (start, what) => {
    expect(amounts(start)).toEqual(dollarsOf(what));
  });

  it('names the number of metrics that alarms look at', () => {
    const units = bills.map(
      ({ lines }) => lines.find(({ what }) => what === 'metrics that alarms look at')?.units,
    );

    expect(row('metrics that alarms look at')[0]).toContain(`: ${units.join(', ')}`);
  });

  it('adds up', () => {
    const parts = [
      'metrics that alarms look at',
      'dashboard',
      'metrics that are always written',
      'key',
      'polling of idle queues',
      'what the clock starts',
    ].map(amounts);

    for (const column of [0, 1])
      expect(amounts('**all without mail**')[column]).toBeCloseTo(
        parts.reduce((sum, part) => sum + (part[column] ?? Number.NaN), 0),
        1,
      );
  });
});
