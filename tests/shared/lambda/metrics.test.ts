import { describe, expect, it, jest } from '@jest/globals';
import { createCounter, publishWithPowertools } from '../../../shared/lambda/metrics.ts';

const counter = () => {
  const published: { readonly dimensions: unknown; readonly counts: unknown }[] = [];
  return {
    ...createCounter('prod', (dimensions, counts) =>
      published.push({ dimensions, counts: Object.fromEntries(counts) }),
    ),
    published,
  };
};

describe('createCounter', () => {
  it('adds up and publishes once per stage, tenant and configuration set', () => {
    const { count, flush, published } = counter();

    count({ name: 'Sent', value: 2, tenantId: 'a', configurationSet: 'set' });
    count({ name: 'Sent', value: 3, tenantId: 'b', configurationSet: 'set' });
    count({ name: 'Throttled', value: 1 });
    flush();

    expect(published).toEqual([
      { dimensions: { stage: 'prod' }, counts: { Sent: 5, Throttled: 1 } },
      { dimensions: { stage: 'prod', tenant: 'a' }, counts: { Sent: 2 } },
      { dimensions: { stage: 'prod', configurationSet: 'set' }, counts: { Sent: 5 } },
      { dimensions: { stage: 'prod', tenant: 'b' }, counts: { Sent: 3 } },
    ]);
  });

  it('publishes nothing twice, and nothing when nothing was counted', () => {
    const { count, flush, published } = counter();

    count({ name: 'Sent', value: 1 });
    flush();
    flush();

    expect(published).toHaveLength(1);
  });

  it('publishes a gauge as it stood last, of the stage or of an account', () => {
    const { count, gauge, flush, published } = counter();

    gauge({ name: 'QuotaUsed', value: 1 });
    gauge({ name: 'QuotaUsed', value: 2 });
    gauge({ name: 'LedgerLag', value: 70, account: '1#eu' });
    count({ name: 'Sent', value: 1 });
    flush();
    flush();

    expect(published).toEqual([
      { dimensions: { stage: 'prod' }, counts: { QuotaUsed: 2, Sent: 1 } },
      { dimensions: { stage: 'prod', account: '1#eu' }, counts: { LedgerLag: 70 } },
    ]);
  });
});

describe('publishWithPowertools', () => {
  it('publishes under the dimensions it is given and no others', () => {
    const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const { count, gauge, flush } = createCounter('prod', publishWithPowertools('Ours'));

    count({ name: 'Sent', value: 2, tenantId: 'a', configurationSet: 'set' });
    gauge({ name: 'SendRate', value: 14 });
    flush();
    const lines = write.mock.calls.map(([line]) => JSON.parse(String(line)));
    write.mockRestore();

    expect(lines.map(({ _aws }) => _aws.CloudWatchMetrics[0])).toEqual([
      {
        Namespace: 'Ours',
        Dimensions: [['stage']],
        Metrics: [
          { Name: 'Sent', Unit: 'Count' },
          { Name: 'SendRate', Unit: 'Count/Second' },
        ],
      },
      {
        Namespace: 'Ours',
        Dimensions: [['stage', 'tenant']],
        Metrics: [{ Name: 'Sent', Unit: 'Count' }],
      },
      {
        Namespace: 'Ours',
        Dimensions: [['stage', 'configurationSet']],
        Metrics: [{ Name: 'Sent', Unit: 'Count' }],
      },
    ]);
  });
});
