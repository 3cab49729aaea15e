import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { Looks } from '../../health/looks.ts';
import { queueUrl } from '../queues/queue-url.ts';
import { orAbsent } from './absent.ts';
import type { HealthClients } from './health-clients.ts';

/** SQS publishes its metrics every five minutes for queues in use. */
const lookBackMs = 15 * 60_000;
const periodSeconds = 300;

/** Queues, and the age of what lies on them. */
export const lookAtQueues = (
  { sqs, cloudwatch }: Pick<HealthClients, 'sqs' | 'cloudwatch'>,
  now: () => number,
): Pick<Looks, 'queue' | 'oldestSeconds'> => ({
  queue: async (name) => {
    const found = await orAbsent(
      queueUrl(sqs, name).then((QueueUrl) =>
        sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] })),
      ),
    );
    if (found === null) return null;
    const attributes = found.Attributes ?? {};
    return {
      arn: attributes.QueueArn ?? '',
      visible: Number(attributes.ApproximateNumberOfMessages ?? 0),
      inFlight: Number(attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
      delayed: Number(attributes.ApproximateNumberOfMessagesDelayed ?? 0),
      visibilityTimeout: Number(attributes.VisibilityTimeout ?? 0),
      deadLetterArn: /"deadLetterTargetArn"\s*:\s*"([^"]+)"/.exec(
        attributes.RedrivePolicy ?? '',
      )?.[1],
      policy: attributes.Policy ?? '',
    };
  },
  oldestSeconds: async (QueueName) => {
    const endMs = now();
    const { Datapoints = [] } = await cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateAgeOfOldestMessage',
        Dimensions: [{ Name: 'QueueName', Value: QueueName }],
        StartTime: new Date(endMs - lookBackMs),
        EndTime: new Date(endMs),
        Period: periodSeconds,
        Statistics: ['Maximum'],
      }),
    );
    const last = Datapoints.toSorted(
      (one, other) => (one.Timestamp?.getTime() ?? 0) - (other.Timestamp?.getTime() ?? 0),
    ).at(-1);
    return last?.Maximum ?? null;
  },
});
