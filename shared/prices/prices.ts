/** What something costs. */
export interface Price {
  readonly service:
    | 'SES'
    | 'Lambda'
    | 'SQS'
    | 'SNS'
    | 'EventBridge'
    | 'DynamoDB'
    | 'CloudWatch Logs'
    | 'CloudWatch'
    | 'KMS'
    | 'S3'
    | 'API Gateway';
  /** One of what is billed. */
  readonly unit: string;
  /** US dollars for so many units. */
  readonly dollars: number;
  readonly per: number;
  /**
   * Units a month that every account has for nothing, for ever; other programs of it use them, too.
   */
  readonly freePerMonth?: number;
}

/**
 * Prices in us-east-1, on demand, as of November 2026. Verify before quoting.
 *
 * @see https://aws.amazon.com/ses/pricing/
 * @see https://aws.amazon.com/lambda/pricing/
 * @see https://aws.amazon.com/sqs/pricing/
 * @see https://aws.amazon.com/sns/pricing/
 * @see https://aws.amazon.com/eventbridge/pricing/
 * @see https://aws.amazon.com/dynamodb/pricing/on-demand/
 * @see https://aws.amazon.com/cloudwatch/pricing/
 * @see https://aws.amazon.com/kms/pricing/
 * @see https://aws.amazon.com/s3/pricing/
 * @see https://aws.amazon.com/api-gateway/pricing/
 */
export const prices = {
  sesMail: { service: 'SES', unit: 'recipient', dollars: 0.1, per: 1_000 },
  lambdaRequest: {
    service: 'Lambda',
    unit: 'invocation',
    dollars: 0.2,
    per: 1_000_000,
    freePerMonth: 1_000_000,
  },
  lambdaGbSecond: {
    service: 'Lambda',
    unit: 'GB-second on Arm',
    dollars: 0.0000133334,
    per: 1,
    freePerMonth: 400_000,
  },
  sqsRequest: {
    service: 'SQS',
    unit: 'request of up to 64 KB',
    dollars: 0.4,
    per: 1_000_000,
    freePerMonth: 1_000_000,
  },
  // Handing over to SQS and Lambda is free.
  snsPublish: {
    service: 'SNS',
    unit: 'notification of up to 64 KB',
    dollars: 0.5,
    per: 1_000_000,
    freePerMonth: 1_000_000,
  },
  // Of the payload that each subscription with a filter on the body reads; filters on attributes
  // are free, but SES sets none. Not checked against AWS's page.
  snsFilterByte: {
    service: 'SNS',
    unit: 'byte read by a filter on the body',
    dollars: 0.09,
    per: 1024 ** 3,
  },
  // Of programs, up to 64 KB; those of AWS services on the default bus are free.
  eventBridgeEvent: { service: 'EventBridge', unit: 'event', dollars: 1, per: 1_000_000 },
  writeUnit: { service: 'DynamoDB', unit: 'write unit', dollars: 0.625, per: 1_000_000 },
  readUnit: { service: 'DynamoDB', unit: 'read unit', dollars: 0.125, per: 1_000_000 },
  logByte: {
    service: 'CloudWatch Logs',
    unit: 'byte',
    dollars: 0.5,
    per: 1024 ** 3,
    freePerMonth: 5 * 1024 ** 3,
  },
  // Each metric that an alarm looks at is an alarm on the bill.
  alarmMetric: {
    service: 'CloudWatch',
    unit: 'metric an alarm looks at, for a month',
    dollars: 0.1,
    per: 1,
    freePerMonth: 10,
  },
  // Three are free, but only those that show 50 metrics or fewer.
  dashboard: { service: 'CloudWatch', unit: 'dashboard for a month', dollars: 3, per: 1 },
  // By the hour, and only in hours in which something is written.
  customMetric: {
    service: 'CloudWatch',
    unit: 'metric for a month',
    dollars: 0.3,
    per: 1,
    freePerMonth: 10,
  },
  // A second and a third dollar after the first and the second year, for the versions that rotation
  // keeps.
  customerKey: { service: 'KMS', unit: 'key for a month', dollars: 1, per: 1 },
  kmsRequest: {
    service: 'KMS',
    unit: 'request',
    dollars: 0.03,
    per: 10_000,
    freePerMonth: 20_000,
  },
  s3Write: { service: 'S3', unit: 'PUT or LIST request', dollars: 0.005, per: 1_000 },
  s3Read: { service: 'S3', unit: 'GET request', dollars: 0.0004, per: 1_000 },
  // Of HTTP APIs, up to 512 KB; the first 300 million a month.
  httpApiRequest: { service: 'API Gateway', unit: 'request', dollars: 1, per: 1_000_000 },
} as const satisfies Readonly<Record<string, Price>>;

/** When the table was last looked at; its prices are those of the region. */
export const pricesAsOf = '2026-11-29';
export const pricesRegion = 'us-east-1';

export type Meter = keyof typeof prices;
