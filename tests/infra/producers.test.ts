// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are CloudFormation's own placeholders.
import { beforeAll, describe, expect, it } from '@jest/globals';
import { callsOf } from '../support/made-calls.ts';
import {
  asList,
  type IamStatement,
  type PackagedService,
  packagedService,
} from '../support/packaged-template.ts';

/** IAM action of each call that a producer makes. */
const actionOf: Readonly<Record<string, string>> = {
  GetQueueUrlCommand: 'sqs:GetQueueUrl',
  PutObjectCommand: 's3:PutObject',
  SendMessageBatchCommand: 'sqs:SendMessage',
};

/** What SQS and S3 ask of whoever puts something where a key of the account encrypts it. */
const ofKey = ['kms:Decrypt', 'kms:GenerateDataKey'];

const functionsOfClient = [
  'connectPipeline',
  'enqueueEmails',
  'enqueueEmail',
  'enqueueBulk',
  'checkEmail',
];

type Written = IamStatement | { readonly 'Fn::If': readonly [string, IamStatement, unknown] };

describe('policies of producers', () => {
  let service: PackagedService;
  const policies = ['ProducerPolicy', 'TenantProducerPolicy'] as const;

  beforeAll(async () => {
    service = await packagedService();
  });

  const writtenIn = (policy: string): readonly Written[] =>
    service.named(policy).properties.PolicyDocument.Statement;
  const statementsOf = (policy: string): readonly IamStatement[] =>
    writtenIn(policy).map((one) => ('Fn::If' in one ? one['Fn::If'][1] : one));
  const resourcesFor = (policy: string, action: string): readonly unknown[] =>
    statementsOf(policy)
      .filter(({ Action }) => asList(Action).includes(action))
      .flatMap(({ Resource }) => asList(Resource));

  it.each(policies)('%s allows exactly the calls that the client library makes', (policy) => {
    const called = callsOf('client/client.ts', functionsOfClient).map(({ call }) => {
      const action = actionOf[call];
      if (action === undefined) throw new Error(`${call}: add its IAM action to this test.`);
      return action;
    });
    const allowed = statementsOf(policy).flatMap(({ Effect, Action }) => {
      expect(Effect).toBe('Allow');
      return asList(Action);
    });

    expect([...new Set(allowed)].sort()).toEqual([...new Set([...called, ...ofKey])].sort());
  });

  it('are enough for the command line, whose send calls AWS by the same adapters alone', () => {
    expect(callsOf('cli/commands/send/send.ts', ['send'])).toEqual([]);
  });

  it.each(policies)(
    '%s reaches the two queues of mail, and the key where there is one',
    (policy) => {
      const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

      for (const action of ['sqs:GetQueueUrl', 'sqs:SendMessage'])
        expect(resourcesFor(policy, action)).toEqual([
          arnOf('TransactionalQueue'),
          arnOf('BulkQueue'),
        ]);
      for (const action of ofKey)
        expect(resourcesFor(policy, action)).toEqual([arnOf('PipelineKey')]);
      const conditional = writtenIn(policy).filter((one) => 'Fn::If' in one);
      expect(conditional).toEqual([
        {
          'Fn::If': [
            'HasCustomerKey',
            expect.objectContaining({ Sid: 'UseKey' }),
            { Ref: 'AWS::NoValue' },
          ],
        },
      ]);
    },
  );

  it('store what producers put there, and never held mail', () => {
    expect(resourcesFor('ProducerPolicy', 's3:PutObject')).toEqual([
      { 'Fn::Sub': '${PayloadBucket.Arn}/attachments/*' },
      { 'Fn::Sub': '${PayloadBucket.Arn}/payloads/*' },
    ]);
  });

  it('of one tenant store under the name of that tenant alone, and nothing without a tag', () => {
    const stores = statementsOf('TenantProducerPolicy').filter(({ Action }) =>
      asList(Action).includes('s3:PutObject'),
    );

    expect(stores).toEqual([
      {
        Sid: 'StoreObjects',
        Effect: 'Allow',
        Action: ['s3:PutObject'],
        Resource: [
          // CloudFormation leaves `${!name}` to IAM as `${name}`.
          { 'Fn::Sub': '${PayloadBucket.Arn}/attachments/${!aws:PrincipalTag/tenant}/*' },
          { 'Fn::Sub': '${PayloadBucket.Arn}/payloads/${!aws:PrincipalTag/tenant}/*' },
        ],
        Condition: { StringLike: { 'aws:PrincipalTag/tenant': '?*' } },
      },
    ]);
  });

  it('are attached to nobody, and can be found by their ARNs', () => {
    for (const policy of policies) {
      const { Roles, Users, Groups } = service.named(policy).properties;
      expect([Roles, Users, Groups]).toEqual([undefined, undefined, undefined]);
      expect(service.template.Outputs[`${policy}Arn`]?.Value).toEqual({ Ref: policy });
    }
  });
});
