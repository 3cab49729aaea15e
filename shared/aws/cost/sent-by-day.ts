import { type CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import type { SentByDay } from '../../cost/ports.ts';

const daySeconds = 86_400;

/**
 * Recipients that SES accepted, by day, from the pipeline's own metrics `Sent` and `SentBySmtp`: two
 * requests to CloudWatch, of a million a month that are free.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
 */
export const sentByDay =
  (client: CloudWatchClient, stage: string): SentByDay =>
  async (fromMs, untilMs) => {
    const sumsOf = async (MetricName: string): Promise<ReadonlyMap<number, number>> => {
      const { Datapoints = [] } = await client.send(
        new GetMetricStatisticsCommand({
          Namespace: 'SesPipeline',
          MetricName,
          Dimensions: [{ Name: 'stage', Value: stage }],
          StartTime: new Date(fromMs),
          EndTime: new Date(untilMs),
          Period: daySeconds,
          Statistics: ['Sum'],
        }),
      );
      return new Map(
        Datapoints.flatMap(({ Timestamp, Sum }) =>
          Timestamp === undefined ? [] : [[Timestamp.getTime(), Sum ?? 0] as const],
        ),
      );
    };
    const [sent, bySmtp] = await Promise.all([sumsOf('Sent'), sumsOf('SentBySmtp')]);
    return [...sent].map(([dayMs, recipients]) => ({
      dayMs,
      recipients: Math.max(0, recipients - (bySmtp.get(dayMs) ?? 0)),
    }));
  };
