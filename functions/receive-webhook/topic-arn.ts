/** A topic of SNS, by the parts of its ARN. */
export interface Topic {
  readonly arn: string;
  readonly region: string;
  /** China has names of its own under `.cn`. */
  readonly suffix: 'amazonaws.com' | 'amazonaws.com.cn';
}

/** `us-east-1`, `us-gov-west-1`, `cn-northwest-1`, `ap-southeast-5`. */
export const regionPattern = '[a-z]{2}(?:-[a-z]+)+-\\d{1,2}';

const arnPattern = new RegExp(
  `^arn:(aws|aws-cn|aws-us-gov):sns:(${regionPattern}):\\d{12}:[A-Za-z0-9_-]{1,256}(?:\\.fifo)?$`,
);

/**
 * Reads the ARN of a topic; undefined when it is none.
 *
 * @see
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html#amazonsns-resources-for-iam-policies
 */
export const parseTopicArn = (arn: string): Topic | undefined => {
  const [, partition, region] = arnPattern.exec(arn) ?? [];
  if (partition === undefined || region === undefined) return undefined;
  return { arn, region, suffix: partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com' };
};
