/** An SNS topic, from its ARN. */
export interface Topic {
  readonly arn: string;
  readonly region: string;
  /** DNS suffix of the partition; China's is under `.cn`. */
  readonly suffix: 'amazonaws.com' | 'amazonaws.com.cn';
}

/** Names of regions, such as `us-east-1`, `us-gov-west-1`, `cn-northwest-1`. */
export const regionPattern = '[a-z]{2}(?:-[a-z]+)+-\\d{1,2}';

const arnPattern = new RegExp(
  `^arn:(aws|aws-cn|aws-us-gov):sns:(${regionPattern}):\\d{12}:[A-Za-z0-9_-]{1,256}(?:\\.fifo)?$`,
);

/**
 * Parses the ARN of a topic. Undefined when it is not one.
 *
 * @see
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html#amazonsns-resources-for-iam-policies
 */
export const parseTopicArn = (arn: string): Topic | undefined => {
  const [, partition, region] = arnPattern.exec(arn) ?? [];
  if (partition === undefined || region === undefined) return undefined;
  return { arn, region, suffix: partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com' };
};
