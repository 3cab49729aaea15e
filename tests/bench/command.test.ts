import { describe, expect, it } from '@jest/globals';
import { CommanderError } from 'commander';
import { type BenchActions, type BenchEnd, benchCommand } from '../../bench/command.ts';

const designs = ['pipeline', 'p-throttle'];

interface BenchCall {
  readonly action: string;
  readonly options: unknown;
}

const read = async (...args: readonly string[]) => {
  const calls: BenchCall[] = [];
  const errors: string[] = [];
  const note =
    (action: string) =>
    async (...options: readonly unknown[]): Promise<boolean> => {
      calls.push({ action, options: options.length === 1 ? options[0] : options });
      return action !== 'report' && action !== 'crashes';
    };
  const actions: BenchActions = {
    pacing: note('pacing'),
    accounts: note('accounts'),
    feedback: note('feedback'),
    functions: note('functions'),
    cost: note('cost'),
    crashes: note('crashes'),
    storm: note('storm'),
    faults: note('faults'),
    fuzz: note('fuzz'),
    memory: note('memory'),
    smtp: note('smtp'),
    report: note('report'),
  };
  const ends: BenchEnd[] = [];
  const command = benchCommand(designs, actions, (end) => ends.push(end));
  for (const each of [command, ...command.commands])
    each.configureOutput({ writeErr: (text) => errors.push(text), writeOut: () => undefined });
  const error = await command.parseAsync([...args], { from: 'user' }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { calls, ends, error, errors: errors.join('') };
};

describe('command line of the bench', () => {
  it('runs everything quickly without a name', async () => {
    const { calls, ends } = await read();

    expect(calls).toEqual([
      { action: 'pacing', options: { quick: true, json: false, feedback: true } },
      { action: 'feedback', options: { quick: true, json: false } },
      { action: 'functions', options: { quick: true, json: false } },
    ]);
    expect(ends).toEqual(['fine']);
  });

  it('reads lists, repeated or with commas', async () => {
    const { calls } = await read(
      ...['pacing', '--rate', '1,14', '--rate', '200', '--containers', '8', '--model', 'sliding'],
      ...['--scenario', 'kill-2, steady', '--design', 'pipeline', '--design', 'p-throttle'],
    );

    expect(calls[0]?.options).toEqual({
      rate: [1, 14, 200],
      containers: [8],
      model: ['sliding'],
      scenario: ['kill-2', 'steady'],
      design: ['pipeline', 'p-throttle'],
      quick: false,
      json: false,
      feedback: true,
    });
  });

  it('reads where results go', async () => {
    const { calls } = await read(
      'pacing',
      '--json',
      '--quick',
      '--seconds',
      '20',
      '--save',
      'rows.jsonl',
      '--report',
      'page.md',
      '--no-feedback',
    );

    expect(calls[0]?.options).toEqual({
      quick: true,
      json: true,
      seconds: 20,
      feedback: false,
      save: 'rows.jsonl',
      report: 'page.md',
    });
  });

  it('hands the page and the files to the report, and tells how it ended', async () => {
    const { calls, ends } = await read('report', 'page.md', 'a.jsonl', 'b.jsonl');

    expect(calls[0]).toEqual({ action: 'report', options: ['page.md', ['a.jsonl', 'b.jsonl']] });
    expect(ends).toEqual(['failed']);
  });

  it('reads how many mails a cost is counted from', async () => {
    const { calls, ends } = await read('cost', '--messages', '500', '--rate', '50', '--json');

    expect(calls[0]).toEqual({
      action: 'cost',
      options: {
        ...{ messages: 500, rate: 50, tenants: 20, monthly: 500 },
        ...{ alone: false, templated: false, json: true },
      },
    });
    expect(ends).toEqual(['fine']);
  });

  it('reads how many events are mutated, and from which seed', async () => {
    const { calls } = await read('fuzz', '--events', '500', '--seed', '7', '--json');

    expect(calls[0]).toEqual({ action: 'fuzz', options: { events: 500, seed: 7, json: true } });
  });

  it('ends wrong when mail was lost or doubled', async () => {
    const { calls, ends } = await read('crashes', '--quick');

    expect(calls[0]).toEqual({ action: 'crashes', options: { quick: true, json: false } });
    expect(ends).toEqual(['wrong']);
  });

  it.each([
    [['pacing', '--rate', 'fast'], 'number from 0.1 to 20000'],
    [['pacing', '--rate', '14,'], 'number from 0.1 to 20000'],
    [['pacing', '--rate', '0'], 'number from 0.1 to 20000'],
    [['pacing', '--containers', '1.5'], 'whole number from 1 to 50'],
    [['pacing', '--containers', '51'], 'whole number from 1 to 50'],
    [['pacing', '--model', 'leaky-bucket'], 'There are token-bucket, sliding.'],
    [['pacing', '--scenario', 'earthquake'], 'There are steady,'],
    [['pacing', '--design', 'smtp'], 'There are pipeline, p-throttle.'],
    [['pacing', '--seconds', '1'], 'number from 5 to 3600'],
    [['pacing', '--ratio', '1'], 'unknown option'],
    [['pacing', 'now'], 'too many arguments'],
    [['speed'], 'too many arguments'],
    [['functions', '--rate', '1'], 'unknown option'],
    [['memory', '--messages', '10'], 'whole number from 1000'],
    [['faults', '--service', 'kinesis'], 'dynamodb, sqs, s3, sns, ses'],
    [['faults', '--fault', 'fire'], 'error, errorAfter, throttle'],
    [['cost', '--messages', '0'], 'whole number from 1'],
    [['cost', '--tenants', 'all'], 'whole number from 1'],
    [['cost', '--rate', '0.5'], 'whole number from 1'],
    [['fuzz', '--events', '0'], 'whole number from 1'],
    [['storm', '--messages', '0'], 'whole number from 1'],
    [['storm', '--messages', 'many'], 'whole number from 1'],
    [['report', 'page.md'], 'missing required argument'],
  ])('refuses %j', async (args, reason) => {
    const { calls, error, errors } = await read(...args);

    expect(calls).toEqual([]);
    expect(error).toBeInstanceOf(CommanderError);
    expect(error instanceof CommanderError && error.exitCode).not.toBe(0);
    expect(errors).toContain(reason);
  });
});
