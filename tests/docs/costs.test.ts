import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { templateWith } from '../../local/template/packaged.ts';
import { resolveTemplate } from '../../shared/cloudformation/resolve-template.ts';
import { fixedUsage } from '../../shared/cost/fixed-usage.ts';
import { idleSettingsOf, idleUsage } from '../../shared/cost/idle-usage.ts';
import { monthBill } from '../../shared/cost/month-bill.ts';
import { canaryRun, scheduledRuns } from '../../shared/cost/scheduled-runs.ts';
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

/** What is billed for being there, and what the clock starts. */
const usageOf = (template: Template, runOf: Parameters<typeof fixedUsage>[1]) =>
  fixedUsage(
    resolveTemplate(template, {
      region: 'us-east-1',
      accountId: '111122223333',
      stackName: 'ses-pipeline-dev',
      parameters: {},
      queueUrl: (name) => `https://sqs.us-east-1.amazonaws.com/111122223333/${name}`,
    }),
    runOf,
  );

/** What the template alone decides. */
const billOf = (template: Template) =>
  monthBill(usageOf(template, () => ({ usage: [], metrics: 0 })));

/** By the name as deployed. */
const recordedRun = (functionName: string) => {
  const name = functionName.replace('ses-pipeline-dev-', '');
  const run = name === 'send-canary' ? canaryRun : scheduledRuns[name];
  if (run === undefined) throw new Error(`What does a run of ${functionName} take?`);
  return run;
};

describe('what the documents say that a month costs', () => {
  let templates: readonly Template[];
  let bills: readonly ReturnType<typeof billOf>[];
  const dollarsOf = (what: string): readonly number[] =>
    bills.map(({ lines }) =>
      Number((lines.find((line) => line.what === what)?.dollars ?? 0).toFixed(2)),
    );

  beforeAll(async () => {
    templates = [
      (await packagedService()).template,
      await templateWith(['--param', 'profile=small']),
    ];
    bills = templates.map(billOf);
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

  it('is what idleUsage says without a template, line by line', () => {
    const profiles = ['full', 'small'] as const;

    for (const [index, profile] of profiles.entries()) {
      const template = templates[index];
      if (template === undefined) throw new Error(`no template of ${profile}`);
      expect(idleUsage(idleSettingsOf(profile))).toEqual(usageOf(template, recordedRun));
    }
  });

  it('is what idleUsage says with other parameters, too', async () => {
    const template = await templateWith(
      [
        'pipelineEvents=both',
        'pipelineEventAddresses=hashed',
        'sesReputationMetrics=true',
        'customerKey=false',
        'canaryMinutes=15',
        'canaryFrom=canary@shop.example',
      ].flatMap((one) => ['--param', one]),
    );

    expect(
      idleUsage({
        ...idleSettingsOf('full'),
        pipelineEvents: 'hashed',
        sesReputationMetrics: true,
        customerKey: false,
        canaryMinutes: 15,
      }),
    ).toEqual(usageOf(template, recordedRun));
  });

  it('says the sums of idleUsage', () => {
    const sums = (['full', 'small'] as const).map((profile) =>
      monthBill(idleUsage(idleSettingsOf(profile))),
    );

    expect(amounts('**all without mail**')).toEqual(
      sums.map(({ dollars }) => Number(dollars.toFixed(2))),
    );
    expect(amounts("the same when nothing else uses the account's free tier")).toEqual(
      sums.map(({ dollarsAfterFree }) => Number(dollarsAfterFree.toFixed(2))),
    );
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
