import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMetricTally, readEmbeddedMetrics } from '../../../local/lambda/embedded-metrics.ts';

const line = (
  value: number | readonly number[],
  dimensions: Readonly<Record<string, string>> = { stage: 'dev' },
  name = 'Sent',
): string =>
  JSON.stringify({
    _aws: {
      Timestamp: 1_900_000_000_000,
      CloudWatchMetrics: [
        {
          Namespace: 'Mail',
          Dimensions: [Object.keys(dimensions)],
          Metrics: [{ Name: name, Unit: 'Count' }],
        },
      ],
    },
    ...dimensions,
    [name]: value,
  });

describe('embedded-metrics', () => {
  it('adds up a metric by its dimensions', () => {
    const tally = createMetricTally();

    tally.add(line(2));
    tally.add(line([1, 1, 3]));
    tally.add(line(10, { stage: 'dev', tenant: 'shop' }));

    expect(tally.sum('Sent', { stage: 'dev' })).toBe(7);
    expect(tally.sum('Sent', { tenant: 'shop', stage: 'dev' })).toBe(10);
    expect(tally.sum('Sent', {})).toBe(0);
    expect(tally.totals()[0]).toEqual({
      namespace: 'Mail',
      name: 'Sent',
      unit: 'Count',
      dimensions: { stage: 'dev' },
      sum: 7,
      samples: 4,
    });
  });

  it('counts a metric once per set of dimensions', () => {
    const both = JSON.stringify({
      _aws: {
        CloudWatchMetrics: [
          {
            Namespace: 'Mail',
            Dimensions: [['stage'], ['stage', 'tenant']],
            Metrics: [{ Name: 'Sent' }],
          },
        ],
      },
      stage: 'dev',
      tenant: 'shop',
      Sent: 4,
    });

    expect(readEmbeddedMetrics(both).map(({ dimensions, sum }) => [dimensions, sum])).toEqual([
      [{ stage: 'dev' }, 4],
      [{ stage: 'dev', tenant: 'shop' }, 4],
    ]);
  });

  it.each([
    ['text', 'REPORT RequestId: x'],
    ['a line of a log', '{"level":"INFO","message":"\\"_aws\\""}'],
    ['broken JSON', '{"_aws":'],
    ['an other shape', '{"_aws":{"CloudWatchMetrics":[{"Namespace":1}]}}'],
    [
      'a metric without its value',
      '{"_aws":{"CloudWatchMetrics":[{"Namespace":"M","Dimensions":[[]],"Metrics":[{"Name":"Sent"}]}]}}',
    ],
  ])('passes over %s', (_, text) => {
    expect(readEmbeddedMetrics(text)).toEqual([]);
  });

  it('comes to the same sum however the samples are spread over lines', () =>
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1 })),
        (lines) => {
          const tally = createMetricTally();
          for (const values of lines) tally.add(line(values));

          expect(tally.sum('Sent', { stage: 'dev' })).toBe(
            lines.flat().reduce((total, value) => total + value, 0),
          );
        },
      ),
    ));
});
