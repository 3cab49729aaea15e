// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are CloudFormation's own placeholders.
import { dirname } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { madeCalls } from '../support/made-calls.ts';
import {
  asList,
  type IamStatement,
  type PackagedService,
  packagedService,
} from '../support/packaged-template.ts';

/**
 * IAM action of each call of the SDK.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/
 */
const actionOf: Readonly<Record<string, string>> = {
  'documents.batchGet': 'dynamodb:BatchGetItem',
  'documents.delete': 'dynamodb:DeleteItem',
  'documents.get': 'dynamodb:GetItem',
  'documents.put': 'dynamodb:PutItem',
  'documents.query': 'dynamodb:Query',
  'documents.scan': 'dynamodb:Scan',
  'documents.scanPage': 'dynamodb:Scan',
  'documents.update': 'dynamodb:UpdateItem',
  ChangeMessageVisibilityBatchCommand: 'sqs:ChangeMessageVisibility',
  GetQueueAttributesCommand: 'sqs:GetQueueAttributes',
  SendMessageCommand: 'sqs:SendMessage',
  SendMessageBatchCommand: 'sqs:SendMessage',
  ReceiveMessageCommand: 'sqs:ReceiveMessage',
  DeleteMessageCommand: 'sqs:DeleteMessage',
  DeleteObjectCommand: 's3:DeleteObject',
  GetObjectCommand: 's3:GetObject',
  ListObjectsV2Command: 's3:ListBucket',
  PutObjectCommand: 's3:PutObject',
  GetAccountCommand: 'ses:GetAccount',
  GetReputationEntityCommand: 'ses:GetReputationEntity',
  GetTenantCommand: 'ses:GetTenant',
  UpdateReputationEntityCustomerManagedStatusCommand:
    'ses:UpdateReputationEntityCustomerManagedStatus',
  GetSendQuotaCommand: 'ses:GetSendQuota',
  SendBulkEmailCommand: 'ses:SendBulkEmail',
  SendEmailCommand: 'ses:SendEmail',
  SendRawEmailCommand: 'ses:SendRawEmail',
  SendTemplatedEmailCommand: 'ses:SendTemplatedEmail',
  GetEventSourceMappingCommand: 'lambda:GetEventSourceMapping',
  UpdateEventSourceMappingCommand: 'lambda:UpdateEventSourceMapping',
  fromTemporaryCredentials: 'sts:AssumeRole',
  DecryptCommand: 'kms:Decrypt',
  GenerateDataKeyCommand: 'kms:GenerateDataKey',
  GenerateMacCommand: 'kms:GenerateMac',
  PublishBatchCommand: 'sns:Publish',
  PutEventsCommand: 'events:PutEvents',
};

/** Queues that keep-messages goes through. */
const retained = [
  'QUEUE_TRANSACTIONAL_URL',
  'QUEUE_BULK_URL',
  'QUEUE_FEEDBACK_URL',
  'DEAD_LETTERS_URL',
  'DEAD_LETTERS_FEEDBACK_URL',
  'DEAD_LETTERS_URGENT_FEEDBACK_URL',
] as const;

/**
 * Variables by which a function tells the adapters of a folder, one of them, or one call of it,
 * what to work on; none where that is the account. The nearest entry counts.
 */
const variablesOf: Readonly<Record<string, readonly string[]>> = {
  'access-keys': ['TABLE_ACCESS_KEYS'],
  budgets: ['TABLE_LEDGER'],
  ledger: ['TABLE_LEDGER'],
  'ledger/feedback-table': ['TABLE_MESSAGES'],
  messages: ['TABLE_MESSAGES'],
  objects: ['BUCKET_PAYLOADS'],
  'queues/event-source': [
    'EVENT_SOURCE_TRANSACTIONAL',
    'EVENT_SOURCE_BULK',
    'EVENT_SOURCE_FEEDBACK',
  ],
  'queues/dead-letter-queues': [
    'DEAD_LETTERS_URL',
    'DEAD_LETTERS_FEEDBACK_URL',
    'DEAD_LETTERS_URGENT_FEEDBACK_URL',
    'DEAD_LETTERS_SCHEDULE_URL',
  ],
  'queues/dead-letter-queues SendMessageCommand': [
    'QUEUE_TRANSACTIONAL_URL',
    'QUEUE_BULK_URL',
    'QUEUE_FEEDBACK_URL',
  ],
  'queues/enqueue': ['QUEUE_TRANSACTIONAL_URL', 'QUEUE_BULK_URL'],
  'queues/queue-size': ['QUEUE_FEEDBACK', ...retained],
  'queues/queues': ['QUEUE_TRANSACTIONAL_URL', 'QUEUE_BULK_URL', 'QUEUE_DEAD_LETTERS'],
  'queues/queues ChangeMessageVisibilityBatchCommand': [
    'QUEUE_TRANSACTIONAL_URL',
    'QUEUE_BULK_URL',
  ],
  'queues/retained-queue': retained,
  'queues/retained-queue SendMessageCommand': [
    'QUEUE_TRANSACTIONAL_URL',
    'QUEUE_BULK_URL',
    'QUEUE_FEEDBACK_URL',
  ],
  reputation: ['TABLE_REPUTATION'],
  'pipeline-events/sns-topic': ['EVENTS_TOPIC'],
  'pipeline-events/event-bus': ['EVENTS_BUS'],
  'secrets/kms-keys': ['SECRETS_KEY'],
  'secrets/address-hasher': ['ADDRESS_KEY'],
  ses: [],
  suppressions: ['TABLE_SUPPRESSIONS'],
  tenants: ['TABLE_TENANTS'],
  unsubscribe: ['TABLE_LEDGER'],
  'unsubscribe/tenant-for-people': ['TABLE_TENANTS'],
};

/**
 * Calls that anybody with credentials may make.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
const needsNoPermission: ReadonlySet<string> = new Set(['GetCallerIdentityCommand']);

/** Conditions under which pipeline events are published. */
const publishing = [
  'Publishes',
  'PublishesToSns',
  'PublishesToEventBridge',
  'PublishesAddressHashes',
] as const;

/** Calls whose resource the account or another account has, and the template has not. */
const ofTheAccount: ReadonlySet<string> = new Set(['ses', 'sts']);

/** What nobody calls and a function needs all the same. */
const exceptions: readonly {
  readonly function: string;
  readonly grant: string;
  readonly why: string;
}[] = [
  {
    function: 'send-email',
    grant: 's3:ListBucket PayloadBucket',
    why: 'without it S3 answers for an object that is not there as for a forbidden one',
  },
  {
    function: 'send-email',
    grant: 'ses:SendBulkTemplatedEmail',
    why: 'SES may ask for the action of v1, too, where v2 sends a template to several',
  },
];

/** What reaches further than one resource or less far, and is no plain ARN of one. */
const patterns: ReadonlySet<string> = new Set([
  '*', // calls for which SES knows no resource; the test below names them
  'arn:${AWS::Partition}:iam::*:role/ses-pipeline-sender',
  'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:event-source-mapping:${SendDashemailEventSourceMappingSQSBulkQueue}',
  'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:event-source-mapping:${SendDashemailEventSourceMappingSQSTransactionalQueue}',
  'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:event-source-mapping:${RecordDashdeliveryEventSourceMappingSQSFeedbackQueue}',
  'arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:configuration-set/${MarketingConfigurationSet}',
  'arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:configuration-set/${NotificationsConfigurationSet}',
  'arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:configuration-set/${TransactionalConfigurationSet}',
  'arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/*',
  'arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:template/*',
  '${MessagesTable.Arn}/index/by-ses-message-id',
  '${MessagesTable.Arn}/index/by-list',
  '${SuppressionsTable.Arn}/index/by-scope',
  '${PayloadBucket.Arn}/attachments/*',
  '${PayloadBucket.Arn}/held/*',
  '${PayloadBucket.Arn}/letters/*',
  '${PayloadBucket.Arn}/payloads/*',
]);

/** Every policy statement anywhere in the template, found by its form. */
const statementsIn = (value: unknown): readonly IamStatement[] => {
  if (Array.isArray(value)) return value.flatMap(statementsIn);
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(statementsIn);
  return 'Effect' in value && 'Action' in value ? [value as IamStatement, ...inner] : inner;
};

/** Logical ids that an intrinsic function names. */
const referencesIn = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  const {
    Ref,
    'Fn::GetAtt': attribute,
    'Fn::Sub': text,
    'Fn::If': choice,
  } = value as {
    Ref?: string;
    'Fn::GetAtt'?: readonly string[];
    'Fn::Sub'?: string;
    'Fn::If'?: readonly unknown[];
  };
  if (choice !== undefined) return choice.slice(1).flatMap(referencesIn);
  if (Ref !== undefined) return [Ref];
  if (attribute !== undefined) return attribute.slice(0, 1);
  return [...(text ?? '').matchAll(/\$\{([^.}]+)/g)].map(([, id = '']) => id);
};

/** A statement that holds under a condition of the template. */
interface ConditionalStatement {
  readonly 'Fn::If': readonly [condition: string, statement: IamStatement, otherwise: unknown];
}

describe('permissions', () => {
  let service: PackagedService;

  beforeAll(async () => {
    service = await packagedService();
  });

  const writtenFor = (name: string): readonly (IamStatement | ConditionalStatement)[] => {
    const { Policies, ManagedPolicyArns } = service.referred(
      service.functionNamed(name).properties.Role,
    ).properties;
    expect(ManagedPolicyArns).toBeUndefined();
    return (
      Policies as { PolicyDocument: { Statement: (IamStatement | ConditionalStatement)[] } }[]
    ).flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  };

  /** Statements of the function's role that hold under this condition of the template. */
  const conditionalFor = (name: string, condition: string): readonly IamStatement[] =>
    writtenFor(name).flatMap((statement) =>
      'Fn::If' in statement && statement['Fn::If'][0] === condition ? [statement['Fn::If'][1]] : [],
    );

  /**
   * Statements of the function's role as far as they serve its code: those that hold always, of the
   * key, of identity feedback, of mail that leaves, and of pipeline events.
   */
  const statementsOf = (name: string): readonly IamStatement[] => [
    ...writtenFor(name).flatMap((statement) => ('Fn::If' in statement ? [] : [statement])),
    ...conditionalFor(name, 'HasCustomerKey'),
    ...conditionalFor(name, 'HasIdentityFeedback'),
    ...conditionalFor(name, 'HasUnsubscribeMailbox'),
    ...conditionalFor(name, 'HasKeyOfUnsubscribeMail'),
    ...publishing.flatMap((condition) => conditionalFor(name, condition)),
  ];

  /** `action logical-id`, or the action alone where no resource of the template is meant. */
  const granted = (name: string): readonly string[] =>
    statementsOf(name).flatMap(({ Action, Resource }) =>
      asList(Action).flatMap((action) =>
        asList(Resource).map((resource) => {
          if (ofTheAccount.has(action.split(':')[0] ?? '')) return action;
          const ids = referencesIn(resource).filter((id) => !id.startsWith('AWS::'));
          return `${action} ${ids.join(' ')}`;
        }),
      ),
    );

  /** What the code calls, on what its variables name. */
  const called = (name: string): readonly string[] => {
    const { Variables } = service.functionNamed(name).properties.Environment;
    return madeCalls(name).flatMap(({ call, adapter }) => {
      if (needsNoPermission.has(call)) return [];
      const action = actionOf[call];
      const known =
        variablesOf[`${adapter} ${call}`] ?? variablesOf[adapter] ?? variablesOf[dirname(adapter)];
      const variables = known?.filter((variable) => variable in Variables);
      if (action === undefined) throw new Error(`${call}: add its IAM action to this test.`);
      if (variables === undefined)
        throw new Error(
          `Adapter ${adapter}.ts: add to this test which variables name what it works on.`,
        );
      if (ofTheAccount.has(action.split(':')[0] ?? '')) return [action];
      if (variables.length === 0) throw new Error(`${name} is not told what ${adapter} works on.`);
      return variables.map((variable) => `${action} ${referencesIn(Variables[variable])[0]}`);
    });
  };

  /**
   * What Lambda does with the rights of the function: read its queues, keep failed runs, write its
   * log, and use the key for all of it.
   */
  const wired = (name: string): readonly string[] => {
    const { id } = service.functionNamed(name);
    const isOfFunction = (properties: { FunctionName: unknown }) =>
      referencesIn(properties.FunctionName)[0] === id;
    const queues = service
      .ofType('AWS::Lambda::EventSourceMapping')
      .filter(({ properties }) => isOfFunction(properties))
      .map(({ properties }) => service.referred(properties.EventSourceArn).id);
    const destinations = service
      .ofType('AWS::Lambda::EventInvokeConfig')
      .filter(({ properties }) => isOfFunction(properties))
      .map(
        ({ properties }) => service.referred(properties.DestinationConfig.OnFailure.Destination).id,
      );
    const { FunctionName } = service.functionNamed(name).properties;
    const log = service
      .ofType('AWS::Logs::LogGroup')
      .find(({ properties }) => properties.LogGroupName === `/aws/lambda/${FunctionName}`);
    const encrypts =
      destinations.length > 0 ||
      called(name).some((call) => /^(sqs:SendMessage|s3:PutObject) /.test(call));
    return [
      ...queues.flatMap((queue) =>
        ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map(
          (action) => `sqs:${action} ${queue}`,
        ),
      ),
      ...destinations.map((queue) => `sqs:SendMessage ${queue}`),
      ...['CreateLogStream', 'PutLogEvents'].map((action) => `logs:${action} ${log?.id}`),
      'kms:Decrypt PipelineKey',
      ...(encrypts ? ['kms:GenerateDataKey PipelineKey'] : []),
    ];
  };

  it('of every function are exactly the calls that its code and Lambda make for it, on exactly what it makes them on', () => {
    const names = service.functions.map(({ name }) => name);
    const exceptedFor = (name: string) =>
      exceptions.filter((exception) => exception.function === name).map(({ grant }) => grant);
    const byName = (grantsOf: (name: string) => readonly string[]) =>
      Object.fromEntries(names.map((name) => [name, [...new Set(grantsOf(name))].sort()]));

    expect(byName(granted)).toEqual(
      byName((name) => [...called(name), ...wired(name), ...exceptedFor(name)]),
    );
  });

  it('are excepted from that only where it makes a difference', () => {
    for (const { function: name, grant } of exceptions)
      expect([...called(name), ...wired(name)]).not.toContain(grant);
  });

  it('only allow, and reach further or less far than a resource only where it is written down', () => {
    const resources = service.functions
      .flatMap(({ name }) => statementsOf(name))
      .flatMap(({ Resource }) => asList(Resource));
    const unusual = resources.flatMap((resource) =>
      typeof resource === 'string'
        ? [resource]
        : ((resource as { 'Fn::Sub'?: string })['Fn::Sub'] ?? []),
    );

    for (const { name } of service.functions)
      for (const { Effect } of statementsOf(name)) expect(Effect).toBe('Allow');
    expect(new Set(unusual)).toEqual(patterns);
  });

  it('without a resource are only those for which SES knows none', () => {
    const anywhere = service.functions
      .flatMap(({ name }) => statementsOf(name))
      .filter(({ Resource }) => asList(Resource).includes('*'))
      .flatMap(({ Action }) => asList(Action));

    expect(new Set(anywhere)).toEqual(
      new Set([
        'ses:GetAccount',
        'ses:GetReputationEntity',
        'ses:GetSendQuota',
        'ses:GetTenant',
        'ses:UpdateReputationEntityCustomerManagedStatus',
      ]),
    );
  });

  it('let api write items of its own in the messages table, and no message', () => {
    const writing = statementsOf('api').filter(
      ({ Action, Resource }) =>
        asList(Action).includes('dynamodb:PutItem') &&
        referencesIn(asList(Resource)).includes('MessagesTable'),
    );

    expect(writing).toEqual([
      {
        Sid: 'KeepOwnItems',
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        Resource: [{ 'Fn::GetAtt': ['MessagesTable', 'Arn'] }],
        Condition: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['#permits#*', '#search#*'] },
        },
      },
    ]);
  });

  it('of send-email reach objects outside the payload bucket only where the operator named some', () => {
    expect(conditionalFor('send-email', 'HasAttachmentBuckets')).toEqual([
      {
        Sid: 'ReadAttachments',
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:ListBucket'],
        Resource: { 'Fn::Split': [',', ''] },
      },
    ]);
    expect(service.template.Conditions.HasAttachmentBuckets).toEqual({
      'Fn::Not': [{ 'Fn::Equals': ['', ''] }],
    });
  });

  it("let functions find messages by SES's id only where the operator wants that", () => {
    const onIndex = { 'Fn::Sub': '${MessagesTable.Arn}/index/by-ses-message-id' };
    const table = { 'Fn::GetAtt': ['MessagesTable', 'Arn'] };
    const finding = [
      { Sid: 'FindMessage', Effect: 'Allow', Action: ['dynamodb:Query'], Resource: [onIndex] },
      {
        Sid: 'FindMessageOfFurtherPart',
        Effect: 'Allow',
        Action: ['dynamodb:GetItem'],
        Resource: [table],
      },
    ];
    const conditional = service.functions
      .map(({ name }) => [name, conditionalFor(name, 'HasIdentityFeedback')] as const)
      .filter(([, statements]) => statements.length > 0);

    expect(Object.fromEntries(conditional)).toEqual({
      'send-email': [
        {
          Sid: 'NameFurtherParts',
          Effect: 'Allow',
          Action: ['dynamodb:PutItem'],
          Resource: [table],
        },
      ],
      'record-bounce': finding,
      'record-complaint': finding,
      'record-delivery': finding,
      'receive-webhook': finding,
    });
    expect(service.template.Conditions.HasIdentityFeedback).toEqual({
      'Fn::Equals': ['false', 'true'],
    });
    for (const { name } of service.functions)
      for (const statement of writtenFor(name))
        if ('Fn::If' in statement) expect(statement['Fn::If'][2]).toEqual({ Ref: 'AWS::NoValue' });
  });

  it('are one role each, that only Lambda may take', () => {
    const roles = service.functions.map(({ properties }) => service.referred(properties.Role));

    expect(new Set(roles.map(({ id }) => id)).size).toBe(service.functions.length);
    expect(service.ofType('AWS::IAM::Role')).toHaveLength(service.functions.length);
    for (const { properties } of roles) {
      expect(properties.AssumeRolePolicyDocument.Statement).toEqual([
        {
          Effect: 'Allow',
          Principal: { Service: 'lambda.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      ]);
    }
  });

  it('allow no wildcard of actions anywhere; kms:GenerateDataKey* for services is what AWS asks for', () => {
    const wildcards = statementsIn(service.template.Resources)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action }) => asList(Action))
      .filter((action) => action.includes('*'));

    expect(new Set(wildcards)).toEqual(new Set(['kms:GenerateDataKey*']));
  });

  it('name everybody they allow something', () => {
    const toAnybody = statementsIn(service.template.Resources).filter(
      ({ Effect, Principal }) =>
        Effect === 'Allow' &&
        (Principal === '*' || (Principal as { AWS?: unknown } | undefined)?.AWS === '*'),
    );

    expect(toAnybody).toEqual([]);
  });
});
