import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Count, CountMetric, Gauge, GaugeMetric } from '../ports.ts';

export type MetricName = Count['name'] | Gauge['name'];

/** Writes one CloudWatch embedded-metric line: these dimensions, these values. */
export type PublishMetrics = (
  dimensions: Readonly<Record<string, string>>,
  values: ReadonlyMap<MetricName, number>,
) => void;

export interface Counter {
  readonly count: CountMetric;
  readonly gauge: GaugeMetric;
  /** Publishes what was counted since the last flush, and each gauge as it stood last, once per set of dimensions. */
  readonly flush: () => void;
}

/**
 * Adds counts up and publishes them with the dimensions stage; stage and tenant; stage and configuration set. Gauges have the dimension
 * stage, stage and account, or stage and tenant.
 *
 * Never an address or a message id: each combination of dimensions is a metric of its own, and billed.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const createCounter = (stage: string, publish: PublishMetrics): Counter => {
  const kept = new Map<
    string,
    {
      readonly dimensions: Readonly<Record<string, string>>;
      readonly values: Map<MetricName, number>;
    }
  >();

  const valuesOf = (dimensions: Readonly<Record<string, string>>): Map<MetricName, number> => {
    const key = JSON.stringify(dimensions);
    const entry = kept.get(key) ?? { dimensions, values: new Map() };
    kept.set(key, entry);
    return entry.values;
  };

  const addTo = (dimensions: Readonly<Record<string, string>>, { name, value }: Count) => {
    const values = valuesOf(dimensions);
    values.set(name, (values.get(name) ?? 0) + value);
  };

  return {
    count: (count) => {
      addTo({ stage }, count);
      if (count.tenantId !== undefined) addTo({ stage, tenant: count.tenantId }, count);
      if (count.configurationSet !== undefined)
        addTo({ stage, configurationSet: count.configurationSet }, count);
    },
    gauge: ({ name, value, account, tenantId }) =>
      void valuesOf({
        stage,
        ...(account === undefined ? {} : { account }),
        ...(tenantId === undefined ? {} : { tenant: tenantId }),
      }).set(name, value),
    flush: () => {
      for (const { dimensions, values } of kept.values()) publish(dimensions, values);
      kept.clear();
    },
  };
};

const gaugeUnits: Readonly<Record<Gauge['name'], (typeof MetricUnit)[keyof typeof MetricUnit]>> = {
  QuotaUsed: MetricUnit.Percent,
  SendRate: MetricUnit.CountPerSecond,
  LedgerLag: MetricUnit.Milliseconds,
  BounceRate: MetricUnit.Percent,
  ComplaintRate: MetricUnit.Percent,
  Standing: MetricUnit.NoUnit,
};

const isGauge = (name: MetricName): name is Gauge['name'] => name in gaugeUnits;

/** Publishes through Powertools: a line of log that CloudWatch reads as metrics, without a call. */
export const publishWithPowertools = (namespace: string): PublishMetrics => {
  const metrics = new Metrics({ namespace });
  return (dimensions, values) => {
    metrics.clearDefaultDimensions();
    metrics.addDimensions({ ...dimensions });
    for (const [name, value] of values)
      metrics.addMetric(name, isGauge(name) ? gaugeUnits[name] : MetricUnit.Count, value);
    metrics.publishStoredMetrics();
  };
};
