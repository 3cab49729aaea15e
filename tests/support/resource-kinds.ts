import type { PackagedResource, PackagedTemplate } from '../../local/template/packaged.ts';

/** What a type of resource is, for the rules that hold for every resource of its kind. */
interface Kind {
  /** Data of the pipeline lies in it. */
  readonly holdsData?: boolean;
  /** People and programs have to find it. */
  readonly isNamed?: boolean;
  /** The service on the bill, as budgets spell it; undefined where nothing of it is billed. */
  readonly billedAs?: string;
}

/** Every type that the template may hold; a new one has to be entered here. */
const kinds: Readonly<Record<string, Kind>> = {
  'AWS::ApiGatewayV2::Api': { billedAs: 'Amazon API Gateway' },
  'AWS::ApiGatewayV2::Integration': {},
  'AWS::ApiGatewayV2::Route': {},
  'AWS::ApiGatewayV2::Stage': {},
  'AWS::Budgets::Budget': {},
  'AWS::CloudWatch::Alarm': { billedAs: 'AmazonCloudWatch' },
  'AWS::CloudWatch::Dashboard': { billedAs: 'AmazonCloudWatch' },
  'AWS::DynamoDB::Table': { holdsData: true, isNamed: true, billedAs: 'Amazon DynamoDB' },
  // Events of programs are billed.
  'AWS::Events::EventBus': { isNamed: true, billedAs: 'CloudWatch Events' },
  // Rules that start a function by the clock are free.
  'AWS::Events::Rule': {},
  'AWS::IAM::ManagedPolicy': { isNamed: true },
  'AWS::IAM::Role': {},
  'AWS::KMS::Alias': {},
  'AWS::KMS::Key': { holdsData: true, isNamed: true, billedAs: 'AWS Key Management Service' },
  'AWS::Lambda::EventInvokeConfig': {},
  'AWS::Lambda::EventSourceMapping': {},
  'AWS::Lambda::Function': { billedAs: 'AWS Lambda' },
  'AWS::Lambda::Permission': {},
  'AWS::Logs::LogGroup': { holdsData: true, billedAs: 'AmazonCloudWatch' },
  'AWS::S3::Bucket': { holdsData: true, isNamed: true, billedAs: 'Amazon Simple Storage Service' },
  'AWS::S3::BucketPolicy': {},
  'AWS::SES::ConfigurationSet': { isNamed: true, billedAs: 'Amazon Simple Email Service' },
  'AWS::SES::ConfigurationSetEventDestination': {},
  // What SES bills is the mail that is received.
  'AWS::SES::ReceiptRule': {},
  'AWS::SES::ReceiptRuleSet': { isNamed: true, billedAs: 'Amazon Simple Email Service' },
  'AWS::SNS::Subscription': {},
  'AWS::SNS::Topic': { isNamed: true, billedAs: 'Amazon Simple Notification Service' },
  'AWS::SNS::TopicPolicy': {},
  'AWS::SQS::Queue': { holdsData: true, isNamed: true, billedAs: 'Amazon Simple Queue Service' },
  'AWS::SQS::QueuePolicy': {},
};

/** The framework's own bucket holds the zips of deployments, which can be made anew. */
export const isOurs = (id: string): boolean => id !== 'ServerlessDeploymentBucket';

const kindOf = ({ Type }: PackagedResource): Kind => {
  const kind = kinds[Type];
  if (kind === undefined)
    throw new Error(`${Type}: say in resource-kinds.ts what it holds and as what it is billed.`);
  return kind;
};

interface Found {
  readonly id: string;
  readonly resource: PackagedResource;
}

const ours = (template: PackagedTemplate, is: (kind: Kind) => boolean): readonly Found[] =>
  Object.entries(template.Resources)
    .map(([id, resource]) => ({ id, resource }))
    .filter(({ id, resource }) => is(kindOf(resource)) && isOurs(id));

/** Resources that hold data of the pipeline. */
export const dataIn = (template: PackagedTemplate): readonly Found[] =>
  ours(template, ({ holdsData }) => holdsData === true);

/** Resources that somebody has to find. */
export const namedIn = (template: PackagedTemplate): readonly Found[] =>
  ours(template, ({ isNamed }) => isNamed === true);

/** Services that bill for something in the template, each once, sorted. */
export const billedServicesIn = (template: PackagedTemplate): readonly string[] =>
  [
    ...new Set(
      Object.values(template.Resources).flatMap((resource) => kindOf(resource).billedAs ?? []),
    ),
  ].sort();
