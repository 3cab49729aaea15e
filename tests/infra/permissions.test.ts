// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are CloudFormation's own placeholders.
import { beforeAll, describe, expect, it } from '@jest/globals';
import { asList, type IamStatement, type PackagedService, packagedService, packagingTimeoutMs } from '../support/packaged-template.ts';

const ses = 'arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:';
const mapping = 'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:event-source-mapping:';
const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const sub = (text: string) => ({ 'Fn::Sub': text });

const logsOf = (id: string) => ({ 'logs:CreateLogStream logs:PutLogEvents': [arn(id)] });
const recorder = {
  'dynamodb:GetItem dynamodb:UpdateItem': [arn('MessagesTable')],
  'dynamodb:Query': [sub('${MessagesTable.Arn}/index/by-ses-message-id')],
  'dynamodb:BatchGetItem dynamodb:UpdateItem': [arn('SuppressionsTable')],
  'dynamodb:PutItem dynamodb:UpdateItem': [arn('ReputationTable')],
};
const ledger = { 'dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem': [arn('LedgerTable')] };
/** A role of this name, in whatever account trusts the function's. */
const asTenant = { 'sts:AssumeRole': [sub('arn:${AWS::Partition}:iam::*:role/ses-pipeline-sender')] };
const readAndWriteKey = { 'kms:Decrypt kms:GenerateDataKey': [arn('PipelineKey')] };

/** Actions → resources, the whole of what each function may do. */
const allowed: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>> = {
  'send-email': {
    'sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes sqs:ChangeMessageVisibility': [
      arn('TransactionalQueue'),
      arn('BulkQueue'),
    ],
    'sqs:SendMessage': [arn('DeadLetterQueue'), arn('TransactionalQueue'), arn('BulkQueue')],
    's3:GetObject s3:ListBucket': [arn('PayloadBucket'), sub('${PayloadBucket.Arn}/*')],
    's3:PutObject': [sub('${PayloadBucket.Arn}/held/*')],
    's3:DeleteObject': [sub('${PayloadBucket.Arn}/payloads/*')],
    'dynamodb:BatchGetItem dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem': [arn('MessagesTable')],
    'dynamodb:BatchGetItem': [arn('SuppressionsTable'), arn('TenantsTable')],
    ...asTenant,
    ...ledger,
    'ses:SendRawEmail ses:SendTemplatedEmail': [
      sub(`${ses}identity/*`),
      sub(`${ses}template/*`),
      sub(`${ses}configuration-set/\${TransactionalConfigurationSet}`),
      sub(`${ses}configuration-set/\${NotificationsConfigurationSet}`),
      sub(`${ses}configuration-set/\${MarketingConfigurationSet}`),
    ],
    'ses:GetSendQuota': ['*'],
    ...readAndWriteKey,
    ...logsOf('SendDashemailLogGroup'),
  },
  'record-bounce': {
    ...recorder,
    'sqs:SendMessage': [arn('UrgentFeedbackDeadLetterQueue')],
    ...readAndWriteKey,
    ...logsOf('RecordDashbounceLogGroup'),
  },
  'record-complaint': {
    ...recorder,
    'sqs:SendMessage': [arn('UrgentFeedbackDeadLetterQueue')],
    ...readAndWriteKey,
    ...logsOf('RecordDashcomplaintLogGroup'),
  },
  'record-delivery': {
    'sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes': [arn('FeedbackQueue')],
    ...recorder,
    'kms:Decrypt': [arn('PipelineKey')],
    ...logsOf('RecordDashdeliveryLogGroup'),
  },
  'refresh-quota': {
    'ses:GetAccount': ['*'],
    'dynamodb:Scan': [arn('TenantsTable')],
    ...asTenant,
    'lambda:GetEventSourceMapping lambda:UpdateEventSourceMapping': [
      sub(`${mapping}\${SendDashemailEventSourceMappingSQSTransactionalQueue}`),
      sub(`${mapping}\${SendDashemailEventSourceMappingSQSBulkQueue}`),
    ],
    ...ledger,
    'sqs:SendMessage': [arn('ScheduleDeadLetterQueue')],
    ...readAndWriteKey,
    ...logsOf('RefreshDashquotaLogGroup'),
  },
};

/** Every policy statement anywhere in the template, found by its form. */
const statementsIn = (value: unknown): readonly IamStatement[] => {
  if (Array.isArray(value)) return value.flatMap(statementsIn);
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(statementsIn);
  return 'Effect' in value && 'Action' in value ? [value as IamStatement, ...inner] : inner;
};

describe('permissions', () => {
  let service: PackagedService;

  beforeAll(async () => {
    service = await packagedService();
  }, packagingTimeoutMs);

  it('are known for every function', () => {
    expect(service.functions.map(({ name }) => name).sort()).toEqual(Object.keys(allowed).sort());
  });

  it.each(Object.keys(allowed))('of %s are exactly what it does, on exactly what it does it to', (name) => {
    const { Policies, ManagedPolicyArns } = service.referred(service.functionNamed(name).properties.Role).properties;
    const statements = (Policies as { PolicyDocument: { Statement: IamStatement[] } }[]).flatMap(
      ({ PolicyDocument }) => PolicyDocument.Statement,
    );
    const plain = statements.filter((statement) => !('Fn::If' in statement));

    expect(ManagedPolicyArns).toBeUndefined();
    expect(plain.every(({ Effect }) => Effect === 'Allow')).toBe(true);
    expect(Object.fromEntries(plain.map(({ Action, Resource }) => [asList(Action).join(' '), asList(Resource)]))).toEqual(allowed[name]);
  });

  it('of send-email reach objects outside the payload bucket only where the operator named some', () => {
    const { Statement } = service.named('SendEmailRole').properties.Policies[0].PolicyDocument;
    const conditional = Statement.filter((statement: object) => 'Fn::If' in statement);

    expect(conditional).toEqual([
      {
        'Fn::If': [
          'HasAttachmentBuckets',
          { Sid: 'ReadAttachments', Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'], Resource: { 'Fn::Split': [',', ''] } },
          { Ref: 'AWS::NoValue' },
        ],
      },
    ]);
    expect(service.template.Conditions.HasAttachmentBuckets).toEqual({ 'Fn::Not': [{ 'Fn::Equals': ['', ''] }] });
  });

  it('are one role each, that only Lambda may take', () => {
    const roles = service.functions.map(({ properties }) => service.referred(properties.Role));

    expect(new Set(roles.map(({ id }) => id)).size).toBe(service.functions.length);
    expect(service.ofType('AWS::IAM::Role')).toHaveLength(service.functions.length);
    for (const { properties } of roles) {
      expect(properties.AssumeRolePolicyDocument.Statement).toEqual([
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
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
      ({ Effect, Principal }) => Effect === 'Allow' && (Principal === '*' || (Principal as { AWS?: unknown } | undefined)?.AWS === '*'),
    );

    expect(toAnybody).toEqual([]);
  });
});
