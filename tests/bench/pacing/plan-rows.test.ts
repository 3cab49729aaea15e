import { describe, expect, it } from '@jest/globals';
import { planRows } from '../../../bench/pacing/plan-rows.ts';
import { recommendedBatch, scenarios } from '../../../bench/pacing/row.ts';

const designs = ['pipeline', 'sdk-retries', 'p-throttle', 'sdk-ceiling'];

const keys = (rows: ReturnType<typeof planRows>) =>
  rows.map(({ design, rate, containers, model, scenario }) =>
    [design, rate, containers, model, scenario].join(' '),
  );

describe('plan-rows', () => {
  it('takes each batch size from the recommendation, and ten for the other designs', () => {
    expect([1, 100, 200, 999, 1000].map(recommendedBatch)).toEqual([10, 10, 50, 50, 100]);
    expect(
      planRows(
        {
          rate: [1000],
          containers: [8],
          model: ['token-bucket'],
          scenario: ['steady'],
          quick: false,
        },
        designs,
      ).map(({ batch }) => batch),
    ).toEqual([100, 10, 10, 10]);
  });

  it('runs every design at every rate, with one and eight containers, at both models', () => {
    const steady = planRows({ quick: false }, designs).filter(
      ({ scenario, design }) => scenario === 'steady' && design !== 'sdk-ceiling',
    );

    expect(steady).toHaveLength(3 * 4 * 2 * 2);
    expect(new Set(keys(steady)).size).toBe(steady.length);
  });

  it('sets the ceiling of the machine beside the highest rate', () => {
    const ceiling = planRows({ quick: false }, designs).filter(
      ({ design }) => design === 'sdk-ceiling',
    );

    expect(keys(ceiling)).toEqual([
      'sdk-ceiling 1000 1 token-bucket steady',
      'sdk-ceiling 1000 8 token-bucket steady',
    ]);
  });

  it('runs each incident at two rates', () => {
    const halves = planRows({ quick: false }, designs).filter(
      ({ scenario }) => scenario === 'rate-halves',
    );

    expect(
      new Set(halves.map(({ rate, containers, model }) => `${rate} ${containers} ${model}`)),
    ).toEqual(new Set(['14 8 token-bucket', '200 8 token-bucket']));
    expect(new Set(halves.map(({ design }) => design))).toEqual(
      new Set(['pipeline', 'sdk-retries', 'p-throttle']),
    );
  });

  it('keeps to what was asked for', () => {
    const rows = planRows(
      {
        rate: [50],
        containers: [3],
        model: ['sliding'],
        scenario: ['kill-2'],
        design: ['pipeline'],
        quick: false,
      },
      designs,
    );

    expect(keys(rows)).toEqual(['pipeline 50 3 sliding kill-2']);
  });

  it('narrows the usual rows by a design alone', () => {
    const rows = planRows({ design: ['pipeline'], quick: false }, designs);

    expect(new Set(rows.map(({ design }) => design))).toEqual(new Set(['pipeline']));
    expect(new Set(rows.map(({ scenario }) => scenario))).toEqual(new Set(scenarios));
  });

  it('leaves out what makes no sense', () => {
    expect(
      planRows(
        { scenario: ['transactional-burst'], design: ['p-throttle'], quick: false },
        designs,
      ),
    ).toEqual([]);
    expect(planRows({ scenario: ['kill-2'], containers: [2], quick: false }, designs)).toEqual([]);
    expect(
      planRows({ scenario: ['rate-halves'], design: ['sdk-ceiling'], quick: false }, designs),
    ).toEqual([]);
  });

  it('has a short list for a quick run', () => {
    const all = ['pipeline', 'sdk-retries', 'sdk-adaptive', 'p-throttle', 'bullmq-limiter'];

    expect(keys(planRows({ quick: true }, [...all, 'dynamo-counter', 'sdk-ceiling']))).toEqual([
      'pipeline 14 8 token-bucket steady',
      'sdk-retries 14 8 token-bucket steady',
      'sdk-adaptive 14 8 token-bucket steady',
      'p-throttle 14 8 token-bucket steady',
      'dynamo-counter 14 8 token-bucket steady',
      'pipeline 200 8 token-bucket steady',
      'pipeline 14 8 sliding steady',
      'pipeline 200 8 sliding steady',
    ]);
  });
});
