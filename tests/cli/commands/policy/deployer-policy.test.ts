import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { deployerStatements } from '../../../../cli/commands/policy/deployer-policy.ts';
import {
  longestPolicy,
  type PolicyStatement,
  policySize,
  splitIntoPolicies,
} from '../../../../cli/commands/policy/policy-document.ts';
import { templateWith } from '../../../../local/template/packaged.ts';
import {
  type ResolvedResource,
  resolveTemplate,
} from '../../../../shared/cloudformation/resolve-template.ts';

const account = '111122223333';
const region = 'eu-west-1';
const stack = 'ses-pipeline-dev';

/** What the handlers of each resource type may call in the name of whoever deploys. */
const { types: handlers } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../fixtures/cloudformation-handlers.json'), 'utf8'),
) as { readonly types: Readonly<Record<string, readonly string[]>> };

/** Calls that a handler makes only for a property which no resource of ours has. */
const onlyForProperty: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  'AWS::ApiGatewayV2::Api': { BodyS3Location: /^s3:/ },
  'AWS::ApiGatewayV2::Integration': { CredentialsArn: /^iam:/ },
  'AWS::DynamoDB::Table': {
    ImportSourceSpecification: /Import|^logs:|^s3:/,
    KinesisStreamSpecification: /^kinesis:|(?:Enable|Disable|Update)KinesisStreamingDestination/,
    GlobalTableSourceArn: /Replica|^iam:|:(?:Scan|Query|\w+Item)$/,
    ResourcePolicy: /(?:Put|Delete)ResourcePolicy/,
  },
  'AWS::Events::EventBus': { KmsKeyIdentifier: /^kms:/, Policy: /Permission$/ },
  'AWS::Events::Rule': { RoleArn: /^iam:/ },
  'AWS::IAM::ManagedPolicy': { Roles: /tachRole/, Users: /tachUser/, Groups: /tachGroup/ },
  'AWS::IAM::Role': {
    ManagedPolicyArns: /:(?:At|De)tachRolePolicy/,
    PermissionsBoundary: /PermissionsBoundary/,
  },
  'AWS::Lambda::EventSourceMapping': { KmsKeyArn: /^kms:/ },
  'AWS::Lambda::Function': {
    VpcConfig: /^ec2:/,
    FileSystemConfigs: /^elasticfilesystem:|^s3files:/,
    KmsKeyArn: /^kms:/,
    CodeSigningConfigArn: /:(?:Get|PutFunction|DeleteFunction)CodeSigningConfig/,
    Layers: /GetLayerVersion/,
    RuntimeManagementConfig: /PutRuntimeManagementConfig|AssociateRuntimeAlias/,
    RecursiveLoop: /PutFunctionRecursionConfig/,
    CapacityProviderConfig: /PassCapacityProvider/,
    FunctionScalingConfig: /PutFunctionScalingConfig/,
    PublishToLatestPublished: /PublishVersion/,
  },
  'AWS::Logs::LogGroup': {
    DataProtectionPolicy: /(?:Put|Delete)DataProtectionPolicy|REST\.PUT|^firehose:/,
    FieldIndexPolicies: /(?:Put|Delete)IndexPolicy/,
    ResourcePolicyDocument: /DeleteResourcePolicy/,
    BearerTokenAuthenticationEnabled: /BearerToken/,
    DeletionProtectionEnabled: /DeletionProtection/,
  },
  'AWS::S3::Bucket': {
    AbacStatus: /PutBucketAbac/,
    AccelerateConfiguration: /PutAccelerate/,
    AccessControl: /Acl$/,
    AnalyticsConfigurations: /(?:Put|Delete)(?:Bucket)?Analytics/,
    CorsConfiguration: /(?:Put|Delete)BucketC(?:ors|ORS)/,
    IntelligentTieringConfigurations: /PutIntelligent/,
    InventoryConfigurations: /PutInventory/,
    LoggingConfiguration: /PutBucketLogging/,
    MetadataTableConfiguration: /^s3tables:|(?:Create|Delete|Update)BucketMetadata/,
    MetricsConfigurations: /(?:Put|Delete)(?:Bucket)?Metrics/,
    NotificationConfiguration: /PutBucketNotification/,
    ObjectLockConfiguration: /ObjectLockConfiguration$/,
    ReplicationConfiguration: /^iam:|(?:Put|Delete)(?:Bucket)?Replication|:DeleteObject$/,
    WebsiteConfiguration: /(?:Put|Delete)BucketWebsite/,
    // What deletes a property that every deployment sets.
    NoBucketEncryption: /DeleteBucketEncryption/,
    NoLifecycleConfiguration: /DeleteBucketLifecycle/,
  },
  'AWS::SES::ConfigurationSetEventDestination': { KinesisFirehoseDestination: /^iam:/ },
  'AWS::SNS::Subscription': { SubscriptionRoleArn: /^iam:/ },
  'AWS::SNS::Topic': {
    DeliveryStatusLogging: /^iam:/,
    DataProtectionPolicy: /PutDataProtectionPolicy/,
  },
};

/** Actions that name no resource, so that a policy has to allow them on all. */
const withoutResource =
  /^(?:kms:CreateKey|kms:ListAliases|lambda:CreateEventSourceMapping|logs:(?:CreateLogDelivery|Describe\w+|PutResourcePolicy)|ses:DescribeConfigurationSet|billing:GetBillingViewData)$/;

const last = (arn: unknown): string => String(arn).split(/[:/]/).at(-1) ?? '';
const named = (service: string, resource: string): string =>
  `arn:aws:${service}:${region}:${account}:${resource}`;
/** A name as CloudFormation makes it up. */
const madeUp = (id: string): string => `${stack.slice(0, 24)}-${id.slice(0, 24)}-1A2B3C4D5E6F`;

type Properties = Readonly<Record<string, unknown>>;

/** ARNs on which a resource is made, read, changed and deleted. */
const arnsOf = ({ type, logicalId, properties }: ResolvedResource): readonly string[] => {
  const p: Properties = properties;
  const of: Readonly<Record<string, () => readonly string[]>> = {
    'AWS::ApiGatewayV2::Api': () => ['arn:aws:apigateway:eu-west-1::/apis/a1', apis],
    'AWS::ApiGatewayV2::Integration': () => ['arn:aws:apigateway:eu-west-1::/apis/a1/integrations'],
    'AWS::ApiGatewayV2::Route': () => ['arn:aws:apigateway:eu-west-1::/apis/a1/routes'],
    'AWS::ApiGatewayV2::Stage': () => ['arn:aws:apigateway:eu-west-1::/apis/a1/stages/$default'],
    'AWS::Budgets::Budget': () => [
      `arn:aws:budgets::${account}:budget/${(p.Budget as Properties).BudgetName}`,
    ],
    'AWS::CloudWatch::Alarm': () => [named('cloudwatch', `alarm:${p.AlarmName}`)],
    'AWS::CloudWatch::Dashboard': () => [
      `arn:aws:cloudwatch::${account}:dashboard/${p.DashboardName}`,
    ],
    'AWS::DynamoDB::Table': () => [named('dynamodb', `table/${p.TableName}`)],
    'AWS::Events::EventBus': () => [named('events', `event-bus/${p.Name}`)],
    'AWS::Events::Rule': () => [named('events', `rule/${p.Name ?? madeUp(logicalId)}`)],
    'AWS::IAM::ManagedPolicy': () => [`arn:aws:iam::${account}:policy/${madeUp(logicalId)}`],
    'AWS::IAM::Role': () => [`arn:aws:iam::${account}:role/${madeUp(logicalId)}`],
    'AWS::KMS::Alias': () => [named('kms', String(p.AliasName)), key],
    'AWS::KMS::Key': () => [key],
    'AWS::Lambda::EventInvokeConfig': () => [functionNamed(p.FunctionName)],
    'AWS::Lambda::EventSourceMapping': () => [named('lambda', 'event-source-mapping:0-1')],
    'AWS::Lambda::Function': () => [functionNamed(p.FunctionName)],
    'AWS::Lambda::Permission': () => [functionNamed(p.FunctionName)],
    'AWS::Logs::LogGroup': () => [named('logs', `log-group:${p.LogGroupName}`)],
    'AWS::S3::Bucket': () => [`arn:aws:s3:::${p.BucketName ?? madeUp(logicalId).toLowerCase()}`],
    'AWS::S3::BucketPolicy': () => [
      logicalId.startsWith('Serverless')
        ? `arn:aws:s3:::${madeUp(logicalId).toLowerCase()}`
        : `arn:aws:s3:::${last(p.Bucket)}`,
    ],
    'AWS::SES::ConfigurationSet': () => [named('ses', `configuration-set/${p.Name}`)],
    'AWS::SES::ConfigurationSetEventDestination': () => [
      named('ses', `configuration-set/${p.ConfigurationSetName}`),
    ],
    // IAM knows no resource for them.
    'AWS::SES::ReceiptRule': () => ['*'],
    'AWS::SES::ReceiptRuleSet': () => ['*'],
    'AWS::SNS::Subscription': () => [`${p.TopicArn}`],
    'AWS::SNS::Topic': () => [named('sns', String(p.TopicName))],
    'AWS::SNS::TopicPolicy': () => (p.Topics as readonly string[]).map(String),
    'AWS::SQS::Queue': () => [named('sqs', String(p.QueueName))],
    'AWS::SQS::QueuePolicy': () =>
      (p.Queues as readonly string[]).map((url) => named('sqs', last(url))),
  };
  const arns = of[type]?.();
  if (arns === undefined) throw new Error(`${type}: say in this test which ARN it has.`);
  return arns;
};

const bucketId = 'ServerlessDeploymentBucket';
const apis = 'arn:aws:apigateway:eu-west-1::/apis';
const key = named('kms', 'key/1234abcd-12ab-34cd-56ef-1234567890ab');
const functionNamed = (name: unknown): string => named('lambda', `function:${last(name)}`);

const matches = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*')}$`,
  ).test(text);

const allows = (statements: readonly PolicyStatement[], action: string, arn: string): boolean =>
  statements.some(
    ({ Action, Resource }) =>
      Action.some((one) => matches(one.toLowerCase(), action.toLowerCase())) &&
      Resource.some((one) => matches(one, arn)),
  );

describe('the policy of who deploys', () => {
  const statements = deployerStatements({ stage: 'dev', region, account });
  let resources: readonly ResolvedResource[];

  beforeAll(async () => {
    const template = await templateWith(
      [
        ...['pipelineEvents=both', 'pipelineEventAddresses=hashed'],
        ...['canaryMinutes=15', 'canaryFrom=canary@shop.example'],
        'unsubscribeMailbox=leave@in.example.com',
      ].flatMap((pair) => ['--param', pair]),
    );
    resources = resolveTemplate(template, {
      region,
      accountId: account,
      stackName: stack,
      parameters: {},
      queueUrl: (name) => `https://sqs.${region}.amazonaws.com/${account}/${name}`,
    });
  });

  /** Calls on a resource that the policy does not allow, apart from those for absent properties. */
  const refusedOf = (resource: ResolvedResource): readonly string[] => {
    const actions = handlers[resource.type];
    if (actions === undefined)
      throw new Error(`${resource.type}: add the permissions of its handlers to the fixture.`);
    const spared = Object.values(onlyForProperty[resource.type] ?? {});
    const wanted = actions.filter((action) => !spared.some((pattern) => pattern.test(action)));
    return wanted.filter((action) => {
      if (withoutResource.test(action)) return !allows(statements, action, 'any');
      if (action.startsWith('kms:')) return !allows(statements, action, key);
      // The packages.
      if (/^s3:GetObject(?:Version)?$/.test(action))
        return !allows(statements, action, `arn:aws:s3:::${madeUp(bucketId).toLowerCase()}/a.zip`);
      if (action === 'iam:PassRole')
        return !allows(
          statements,
          action,
          `arn:aws:iam::${account}:role/${madeUp('SendEmailRole')}`,
        );
      return !arnsOf(resource).every((arn) => allows(statements, action, arn));
    });
  };

  it('allows all that CloudFormation does with each resource of the template', () => {
    expect(new Set(resources.map(({ type }) => type)).size).toBeGreaterThan(25);
    expect(
      resources.flatMap((resource) =>
        refusedOf(resource).map((action) => `${resource.logicalId}: ${action}`),
      ),
    ).toEqual([]);
  });

  it('leaves out only what properties need that no resource has', () => {
    const present = resources.flatMap(({ type, logicalId, properties }) =>
      Object.keys(onlyForProperty[type] ?? {})
        .filter((name) => properties[name] !== undefined)
        .map((name) => `${logicalId}: ${name}`),
    );

    expect(present).toEqual([]);
    expect(
      resources
        .filter(({ type }) => type === 'AWS::Events::Rule')
        .flatMap(({ properties }) => properties.Targets as readonly Properties[])
        .filter(({ RoleArn }) => RoleArn !== undefined),
    ).toEqual([]);
  });

  it('allows nothing on what another stage or another service has', () => {
    const foreign = [
      named('sqs', 'ses-pipeline-prod-bulk'),
      named('sqs', 'orders'),
      named('dynamodb', 'table/ses-pipeline-prod-messages'),
      named('lambda', 'function:ses-pipeline-prod-send-email'),
      named('sns', 'ses-pipeline-prod-alarms'),
      named('cloudformation', 'stack/ses-pipeline-prod/1'),
      `arn:aws:iam::${account}:role/admin`,
      `arn:aws:iam::${account}:policy/admin`,
      'arn:aws:s3:::reports',
      'arn:aws:s3:::ses-pipeline-prod-payloads-111122223333-eu-west-1',
    ];
    const actions = statements.flatMap(({ Action }) => Action);
    const reached = foreign.flatMap((arn) =>
      actions
        .filter((action) => action.split(':')[0] === arn.split(':')[2])
        .filter((action) => allows(statements, action, arn))
        .map((action) => `${action} ${arn}`),
    );

    // Function ARN is a condition there.
    expect(reached.filter((one) => !/EventSourceMapping|GetAccountSettings/.test(one))).toEqual([
      ...foreign
        .filter((arn) => arn.includes(':cloudformation:'))
        .map((arn) => `cloudformation:ValidateTemplate ${arn}`),
    ]);
  });

  it('says with a condition, or is only for looking, where it names every resource', () => {
    const everywhere = statements.filter(({ Resource }) => Resource.includes('*'));

    expect(
      everywhere
        .filter(({ Condition }) => Condition === undefined)
        .map(({ Sid }) => Sid)
        .toSorted(),
    ).toEqual(['BudgetView', 'FindKeys', 'LogDelivery', 'LookAtAccount']);
  });

  it('has names as IAM wants them, each once, and no action twice', () => {
    const sids = statements.map(({ Sid }) => Sid);

    expect(new Set(sids).size).toBe(sids.length);
    for (const { Sid, Action, Resource } of statements) {
      expect(Sid).toMatch(/^[A-Za-z0-9]+$/);
      expect(Action.filter((one) => !/^[a-z0-9-]+:[A-Z]\w*\*?$/.test(one))).toEqual([]);
      expect(new Set(Action).size).toBe(Action.length);
      expect(
        Resource.filter(
          (one) => one !== '*' && !/^arn:aws:[a-z0-9-]+:[a-z0-9-]*:[\d*]*:\S+$/.test(one),
        ),
      ).toEqual([]);
    }
  });

  it.each(['dev', 'x'.repeat(18)])('fits into managed policies, for stage %s', (stage) => {
    const documents = splitIntoPolicies(
      deployerStatements({ stage, region: 'us-east-1', account: '*' }),
    );

    expect(documents.flatMap(({ Statement }) => Statement)).toHaveLength(statements.length);
    expect(documents.length).toBeLessThanOrEqual(3);
    for (const document of documents)
      expect(policySize(document)).toBeLessThanOrEqual(longestPolicy);
  });
});
