/** Kinds of resources as people call them: one and several. */
const kinds: Readonly<Record<string, readonly [one: string, several: string]>> = {
  'AWS::ApiGatewayV2::Api': ['HTTP API', 'HTTP APIs'],
  'AWS::Budgets::Budget': ['budget', 'budgets'],
  'AWS::CloudWatch::Alarm': ['alarm', 'alarms'],
  'AWS::CloudWatch::Dashboard': ['dashboard', 'dashboards'],
  'AWS::DynamoDB::Table': ['table', 'tables'],
  'AWS::Events::EventBus': ['event bus', 'event buses'],
  'AWS::Events::Rule': ['schedule', 'schedules'],
  'AWS::IAM::ManagedPolicy': ['IAM policy', 'IAM policies'],
  'AWS::IAM::Role': ['IAM role', 'IAM roles'],
  'AWS::KMS::Key': ['key', 'keys'],
  'AWS::Lambda::EventSourceMapping': ['event source', 'event sources'],
  'AWS::Lambda::Function': ['function', 'functions'],
  'AWS::Logs::LogGroup': ['log group', 'log groups'],
  'AWS::S3::Bucket': ['bucket', 'buckets'],
  'AWS::SES::ConfigurationSet': ['configuration set', 'configuration sets'],
  'AWS::SNS::Topic': ['topic', 'topics'],
  'AWS::SQS::Queue': ['queue', 'queues'],
};

/** Kinds that hold data: what happens to them is asked about, and they may outlive the stack. */
export const dataKinds: ReadonlySet<string> = new Set([
  'AWS::DynamoDB::Table',
  'AWS::SQS::Queue',
  'AWS::S3::Bucket',
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
]);

/**
 * What a kind of resource is called; undefined for parts that belong to another, such as policies
 * of queues.
 */
export const kindOf = (type: string, count: number): string | undefined =>
  kinds[type]?.[count === 1 ? 0 : 1];
