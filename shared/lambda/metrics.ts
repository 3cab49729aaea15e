import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Count, CountMetric, Gauge, GaugeMetric } from '../telemetry/ports.ts';
import { areMetricsOff } from './environment.ts';

export type MetricName = Count['name'] | Gauge['name'];

type Values = ReadonlyMap<MetricName, number>;

/** Writes one CloudWatch embedded-metric line: these dimensions, these values. */
export type PublishMetrics = (dimensions: Readonly<Record<string, string>>, values: Values) => void;

/** Writes one log line that CloudWatch does not read as metrics: these fields, these values. */
export type WriteFigures = (of: Readonly<Record<string, string>>, values: Values) => void;

export interface CounterSettings {
  readonly stage: string;
  /** Whether tenants, configuration sets and tenants' accounts get metrics of their own. */
  readonly isDetailed: boolean;
}

export interface Counter {
  readonly count: CountMetric;
  readonly gauge: GaugeMetric;
  /** Writes the sum of each count since the last flush, and the last value of each gauge. */
  readonly flush: () => void;
}

interface Entry {
  readonly of: Readonly<Record<string, string>>;
  readonly values: Map<MetricName, number>;
}

/** Sums and gauges by dimensions; undefined dimensions are left out. */
const createSums = () => {
  const entries = new Map<string, Entry>();
  const valuesOf = (of: Readonly<Record<string, string | undefined>>): Entry['values'] => {
    const given = Object.entries(of).flatMap(([name, value]) =>
      value === undefined ? [] : ([[name, value]] as const),
    );
    const key = JSON.stringify(given);
    const entry = entries.get(key) ?? { of: Object.fromEntries(given), values: new Map() };
    entries.set(key, entry);
    return entry.values;
  };
  return {
    add: (of: Readonly<Record<string, string | undefined>>, { name, value }: Count) => {
      const values = valuesOf(of);
      values.set(name, (values.get(name) ?? 0) + value);
    },
    set: (of: Readonly<Record<string, string | undefined>>, { name, value }: Gauge) =>
      void valuesOf(of).set(name, value),
    drain: (write: (of: Entry['of'], values: Values) => void) => {
      for (const { of, values } of entries.values()) write(of, values);
      entries.clear();
    },
  };
};

/**
 * Sums up counts and keeps gauges until they are flushed. Sums of the stage are metrics. Sums of a
 * tenant and configuration set are figures in the log, where a query finds them; so are gauges of
 * tenants and of tenants' accounts, except gauges that need a person, which are metrics too.
 * CloudWatch bills every combination of dimensions as a metric, 0.30 US dollars a month, so all the
 * others become metrics only with `isDetailed`.
 *
 * Dimensions and figures never hold an address or a message id.
 *
 * @see
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const createCounter = (
  { stage, isDetailed }: CounterSettings,
  publish: PublishMetrics,
  writeFigures: WriteFigures,
): Counter => {
  const metrics = createSums();
  const figures = createSums();
  return {
    count: (count) => {
      const { tenantId, configurationSet } = count;
      metrics.add({ stage }, count);
      if (tenantId === undefined && configurationSet === undefined) return;
      figures.add({ stage, tenantId, configurationSet }, count);
      if (!isDetailed) return;
      if (tenantId !== undefined) metrics.add({ stage, tenant: tenantId }, count);
      if (configurationSet !== undefined) metrics.add({ stage, configurationSet }, count);
    },
    gauge: (gauge) => {
      const { account, tenantId, needsPerson = false } = gauge;
      const isOfStage = account === undefined && tenantId === undefined;
      if (!isOfStage) figures.set({ stage, account, tenantId }, gauge);
      if (isOfStage || isDetailed || needsPerson)
        metrics.set({ stage, account, tenant: tenantId }, gauge);
    },
    flush: () => {
      metrics.drain(publish);
      figures.drain(writeFigures);
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
  KeptLetters: MetricUnit.Count,
  CanaryBroken: MetricUnit.Count,
  CanaryEventAge: MetricUnit.Seconds,
};

const isGauge = (name: MetricName): name is Gauge['name'] => name in gaugeUnits;

/** Publishes through Powertools: a log line that CloudWatch reads as metrics, so no API call. */
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

/** Value of the field `message` in a line of figures, by which queries find such lines. */
export const figuresMessage = 'Figures';

/**
 * Writes figures to standard output as one line of JSON, whatever the log level. Writes nothing
 * when Powertools' own switch disables metrics.
 */
export const figuresToStdout: WriteFigures = (of, values) => {
  if (areMetricsOff()) return;
  const line = { message: figuresMessage, ...of, ...Object.fromEntries(values) };
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
