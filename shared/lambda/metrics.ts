import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Count, CountMetric } from '../ports.ts';

/** Writes one CloudWatch embedded-metric line: these dimensions, these counts. */
export type PublishCounts = (dimensions: Readonly<Record<string, string>>, counts: ReadonlyMap<Count['name'], number>) => void;

export interface Counter {
  readonly count: CountMetric;
  /** Publishes what was counted since the last flush, once per set of dimensions. */
  readonly flush: () => void;
}

const add = <Key>(sums: Map<Key, number>, key: Key, value: number): Map<Key, number> => sums.set(key, (sums.get(key) ?? 0) + value);

/**
 * Adds counts up and publishes them with the dimensions stage; stage and tenant; stage and configuration set.
 *
 * Never an address or a message id: each combination of dimensions is a metric of its own, and billed.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const createCounter = (stage: string, publish: PublishCounts): Counter => {
  const sums = new Map<string, { readonly dimensions: Readonly<Record<string, string>>; readonly counts: Map<Count['name'], number> }>();

  const addTo = (dimensions: Readonly<Record<string, string>>, { name, value }: Count) => {
    const key = JSON.stringify(dimensions);
    const entry = sums.get(key) ?? { dimensions, counts: new Map() };
    sums.set(key, entry);
    add(entry.counts, name, value);
  };

  return {
    count: (count) => {
      addTo({ stage }, count);
      if (count.tenantId !== undefined) addTo({ stage, tenant: count.tenantId }, count);
      if (count.configurationSet !== undefined) addTo({ stage, configurationSet: count.configurationSet }, count);
    },
    flush: () => {
      for (const { dimensions, counts } of sums.values()) publish(dimensions, counts);
      sums.clear();
    },
  };
};

/** Publishes through Powertools: a line of log that CloudWatch reads as metrics, without a call. */
export const publishWithPowertools = (namespace: string): PublishCounts => {
  const metrics = new Metrics({ namespace });
  return (dimensions, counts) => {
    metrics.clearDefaultDimensions();
    metrics.addDimensions({ ...dimensions });
    for (const [name, value] of counts) metrics.addMetric(name, MetricUnit.Count, value);
    metrics.publishStoredMetrics();
  };
};
