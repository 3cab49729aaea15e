import * as z from 'zod/mini';

/** The sum of one metric over one set of dimension values. */
export interface MetricTotal {
  readonly namespace: string;
  readonly name: string;
  readonly unit: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly sum: number;
  readonly samples: number;
}

/** Sums the metrics that functions write in CloudWatch's embedded metric format. */
export interface MetricTally {
  /** Adds the metrics of one log line; a line without metrics changes nothing. */
  readonly add: (line: string) => void;
  readonly totals: () => readonly MetricTotal[];
  /** The sum of one metric over exactly these dimensions; 0 when it was never written. */
  readonly sum: (name: string, dimensions: Readonly<Record<string, string>>) => number;
}

const directive = z.object({
  Namespace: z.string(),
  Dimensions: z.array(z.array(z.string())),
  Metrics: z.array(z.object({ Name: z.string(), Unit: z.optional(z.string()) })),
});

const embedded = z.looseObject({ _aws: z.object({ CloudWatchMetrics: z.array(directive) }) });

const samples = z.union([z.number(), z.array(z.number())]);

/**
 * Parses one log line as embedded metric format.
 *
 * @returns each metric once per set of dimensions; nothing for any other line
 * @see
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const readEmbeddedMetrics = (line: string): readonly MetricTotal[] => {
  if (!line.startsWith('{') || !line.includes('"_aws"')) return [];
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return [];
  }
  const parsed = embedded.safeParse(json);
  if (!parsed.success) return [];
  const { _aws: aws, ...fields } = parsed.data;
  return aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.flatMap(({ Name, Unit }) => {
        const value = samples.safeParse(fields[Name]);
        if (!value.success) return [];
        const values = [value.data].flat();
        return {
          namespace: Namespace,
          name: Name,
          unit: Unit ?? 'None',
          dimensions: Object.fromEntries(names.map((name) => [name, String(fields[name])])),
          sum: values.reduce((total, each) => total + each, 0),
          samples: values.length,
        };
      }),
    ),
  );
};

const identity = (dimensions: Readonly<Record<string, string>>): string =>
  JSON.stringify(Object.entries(dimensions).sort(([left], [right]) => (left < right ? -1 : 1)));

/** An empty tally. */
export const createMetricTally = (): MetricTally => {
  const byIdentity = new Map<string, MetricTotal>();
  const add = (line: string): void => {
    for (const metric of readEmbeddedMetrics(line)) {
      const key = JSON.stringify([metric.namespace, metric.name, identity(metric.dimensions)]);
      const before = byIdentity.get(key);
      byIdentity.set(key, {
        ...metric,
        sum: metric.sum + (before?.sum ?? 0),
        samples: metric.samples + (before?.samples ?? 0),
      });
    }
  };
  const sum = (name: string, dimensions: Readonly<Record<string, string>>): number =>
    [...byIdentity.values()]
      .filter(
        (metric) => metric.name === name && identity(metric.dimensions) === identity(dimensions),
      )
      .reduce((total, metric) => total + metric.sum, 0);
  return { add, totals: () => [...byIdentity.values()], sum };
};
