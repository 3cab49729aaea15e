import { describe, expect, it, jest } from '@jest/globals';
import {
  createCounter,
  figuresToStdout,
  publishWithPowertools,
} from '../../../shared/lambda/metrics.ts';

interface Written {
  readonly of: unknown;
  readonly values: unknown;
}

const counter = (isDetailed = false) => {
  const published: Written[] = [];
  const figures: Written[] = [];
  const into =
    (list: Written[]) =>
    (of: Readonly<Record<string, string>>, values: ReadonlyMap<string, number>) =>
      void list.push({ of, values: Object.fromEntries(values) });
  return {
    ...createCounter({ stage: 'prod', isDetailed }, into(published), into(figures)),
    published,
    figures,
  };
};

describe('createCounter', () => {
  it('adds up and publishes the stage as metrics, and each tenant and configuration set as figures', () => {
    const { count, flush, published, figures } = counter();

    count({ name: 'Sent', value: 2, tenantId: 'a', configurationSet: 'set' });
    count({ name: 'Sent', value: 3, tenantId: 'b', configurationSet: 'set' });
    count({ name: 'Bounced', value: 1, tenantId: 'b', configurationSet: 'set' });
    count({ name: 'Rejected', value: 1, tenantId: 'b' });
    count({ name: 'Throttled', value: 1 });
    flush();

    expect(published).toEqual([
      { of: { stage: 'prod' }, values: { Sent: 5, Bounced: 1, Rejected: 1, Throttled: 1 } },
    ]);
    expect(figures).toEqual([
      { of: { stage: 'prod', tenantId: 'a', configurationSet: 'set' }, values: { Sent: 2 } },
      {
        of: { stage: 'prod', tenantId: 'b', configurationSet: 'set' },
        values: { Sent: 3, Bounced: 1 },
      },
      { of: { stage: 'prod', tenantId: 'b' }, values: { Rejected: 1 } },
    ]);
  });

  it('publishes as many metrics for 200 tenants as for one', () => {
    const { count, gauge, flush, published } = counter();

    for (let index = 0; index < 200; index += 1) {
      const tenantId = `clinic-${index}`;
      count({ name: 'Sent', value: 1, tenantId, configurationSet: `set-${index}` });
      gauge({ name: 'BounceRate', value: 1, tenantId });
      gauge({ name: 'QuotaUsed', value: 1, account: `${index}#eu` });
    }
    flush();

    expect(published).toEqual([{ of: { stage: 'prod' }, values: { Sent: 200 } }]);
  });

  it('publishes tenants and configuration sets as metrics, too, when it is told to be detailed', () => {
    const { count, gauge, flush, published } = counter(true);

    count({ name: 'Sent', value: 2, tenantId: 'a', configurationSet: 'set' });
    count({ name: 'Sent', value: 3, tenantId: 'b', configurationSet: 'set' });
    gauge({ name: 'BounceRate', value: 1, tenantId: 'a' });
    flush();

    expect(published).toEqual([
      { of: { stage: 'prod' }, values: { Sent: 5 } },
      { of: { stage: 'prod', tenant: 'a' }, values: { Sent: 2, BounceRate: 1 } },
      { of: { stage: 'prod', configurationSet: 'set' }, values: { Sent: 5 } },
      { of: { stage: 'prod', tenant: 'b' }, values: { Sent: 3 } },
    ]);
  });

  it('publishes a gauge of a tenant as a metric when it needs a person, and as a figure always', () => {
    const { gauge, flush, published, figures } = counter();

    gauge({ name: 'Standing', value: 2, tenantId: 'bad', needsPerson: true });
    gauge({ name: 'Standing', value: 0, tenantId: 'good' });
    gauge({ name: 'LedgerLag', value: 70, account: '1#eu' });
    flush();

    expect(published).toEqual([{ of: { stage: 'prod', tenant: 'bad' }, values: { Standing: 2 } }]);
    expect(figures).toEqual([
      { of: { stage: 'prod', tenantId: 'bad' }, values: { Standing: 2 } },
      { of: { stage: 'prod', tenantId: 'good' }, values: { Standing: 0 } },
      { of: { stage: 'prod', account: '1#eu' }, values: { LedgerLag: 70 } },
    ]);
  });

  it('publishes nothing twice, and nothing when nothing was counted', () => {
    const { count, flush, published, figures } = counter();

    count({ name: 'Sent', value: 1, tenantId: 'a' });
    flush();
    flush();

    expect(published).toHaveLength(1);
    expect(figures).toHaveLength(1);
  });

  it('publishes a gauge as it stood last, of the stage or, in detail, of an account', () => {
    const { count, gauge, flush, published } = counter(true);

    gauge({ name: 'QuotaUsed', value: 1 });
    gauge({ name: 'QuotaUsed', value: 2 });
    gauge({ name: 'LedgerLag', value: 70, account: '1#eu' });
    count({ name: 'Sent', value: 1 });
    flush();
    flush();

    expect(published).toEqual([
      { of: { stage: 'prod' }, values: { QuotaUsed: 2, Sent: 1 } },
      { of: { stage: 'prod', account: '1#eu' }, values: { LedgerLag: 70 } },
    ]);
  });
});

describe('what a counter writes', () => {
  const linesOf = (isDetailed: boolean): readonly Record<string, unknown>[] => {
    const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    try {
      const { count, gauge, flush } = createCounter(
        { stage: 'prod', isDetailed },
        publishWithPowertools('Ours'),
        figuresToStdout,
      );
      count({ name: 'Sent', value: 2, tenantId: 'a', configurationSet: 'set' });
      gauge({ name: 'SendRate', value: 14 });
      flush();
      return write.mock.calls.flatMap(([chunk]) =>
        String(chunk)
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line) as Record<string, unknown>),
      );
    } finally {
      write.mockRestore();
    }
  };
  const metricsIn = (lines: readonly Record<string, unknown>[]) =>
    lines.flatMap(({ _aws: aws }) =>
      aws === undefined ? [] : (aws as { CloudWatchMetrics: unknown[] }).CloudWatchMetrics,
    );
  const ofStage = {
    Namespace: 'Ours',
    Dimensions: [['stage']],
    Metrics: [
      { Name: 'Sent', Unit: 'Count' },
      { Name: 'SendRate', Unit: 'Count/Second' },
    ],
  };
  const sentBy = (dimension: string) => ({
    Namespace: 'Ours',
    Dimensions: [['stage', dimension]],
    Metrics: [{ Name: 'Sent', Unit: 'Count' }],
  });

  it('has metrics of the stage alone, and the tenant in a line that is no metric', () => {
    const lines = linesOf(false);

    expect(metricsIn(lines)).toEqual([ofStage]);
    expect(lines.filter(({ _aws }) => _aws === undefined)).toEqual([
      { message: 'Figures', stage: 'prod', tenantId: 'a', configurationSet: 'set', Sent: 2 },
    ]);
  });

  it('has metrics of tenant and configuration set in detail', () => {
    expect(metricsIn(linesOf(true))).toEqual([
      ofStage,
      sentBy('tenant'),
      sentBy('configurationSet'),
    ]);
  });
});
