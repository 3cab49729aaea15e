import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { toSubmission } from '../../../doors/smtp/to-submission.ts';
import { pipelinePorts } from '../../../doors/smtp/wiring.ts';
import { connect } from '../../../shared/aws/clients/connect.ts';
import { stageNames } from '../../../shared/aws/clients/stage-names.ts';
import { basicStreams } from '../../../shared/email/streams.ts';
import { startRecordingServices } from '../../support/recording-services.ts';
import { idOf } from './door-world.ts';

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

// biome-ignore lint/suspicious/noExplicitAny: a template is any shape, and tests look into it
type Properties = any;

/** Short forms of functions, as their argument alone. */
const tags = ['Ref', 'GetAtt', 'Sub', 'Not', 'Equals', 'If'].flatMap((name) => [
  { tag: `!${name}`, resolve: (text: string) => text },
  { tag: `!${name}`, collection: 'seq' as const },
]);
const root = join(import.meta.dirname, '../../..');
const template = parse(readFileSync(join(root, 'doors/smtp/stack.yml'), 'utf8'), {
  customTags: tags,
});
const resources: Readonly<Record<string, { Type: string; Properties: Properties }>> =
  template.Resources;
const propertiesOf = (name: string): Properties => resources[name]?.Properties;

const listOf = (one: string | readonly string[]): readonly string[] =>
  typeof one === 'string' ? [one] : one;

/** Statements of a role; of one that depends on a condition, the one where it holds. */
const statementsOf = (role: string): readonly Statement[] =>
  propertiesOf(role).Policies.flatMap((policy: Properties) =>
    policy.PolicyDocument.Statement.map((one: Properties) => (Array.isArray(one) ? one[1] : one)),
  );

/** What a role may do, for a stage `test`: `dynamodb:GetItem ses-pipeline-test-tenants`. */
const rightsOf = (role: string): readonly string[] =>
  statementsOf(role)
    .flatMap(({ Action, Resource }) =>
      listOf(Action).flatMap((action) =>
        listOf(Resource).map(
          (resource) =>
            `${action} ${resource
              .split(/[:/]/)
              .at(-1)
              ?.replace(/\$\{Stage\}/, 'test')}`,
        ),
      ),
    )
    .toSorted();

describe('the stack of the SMTP door', () => {
  it('lets the door read keys, tenants and owners of ids, and queue mail: nothing else', () => {
    expect(rightsOf('TaskRole')).toEqual([
      'dynamodb:BatchGetItem ses-pipeline-test-messages',
      'dynamodb:BatchGetItem ses-pipeline-test-tenants',
      'dynamodb:GetItem ses-pipeline-test-access-keys',
      'dynamodb:Scan ses-pipeline-test-tenants',
      'kms:Decrypt PipelineKeyArn',
      'kms:GenerateDataKey PipelineKeyArn',
      's3:PutObject *',
      'sqs:GetQueueUrl ses-pipeline-test-bulk',
      'sqs:GetQueueUrl ses-pipeline-test-transactional',
      'sqs:SendMessage ses-pipeline-test-bulk',
      'sqs:SendMessage ses-pipeline-test-transactional',
    ]);
    expect(statementsOf('TaskRole').find(({ Sid }) => Sid === 'StorePayloads')?.Resource).toMatch(
      /:s3:::ses-pipeline-\$\{Stage\}-payloads-\$\{AWS::AccountId\}-\$\{AWS::Region\}\/payloads\/\*$/,
    );
  });

  it('tells the alarms of the pipeline when no task is healthy, and when mail cannot be queued', () => {
    const alarms = Object.values(resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');
    const { MetricNamespace, MetricName } = propertiesOf('FailureLines').MetricTransformations[0];

    expect(alarms.map(({ Properties: { AlarmName } }) => AlarmName)).toEqual([
      expect.stringMatching(/^ses-pipeline-\$\{Stage\}-smtp-no-task$/),
      expect.stringMatching(/^ses-pipeline-\$\{Stage\}-smtp-failures$/),
    ]);
    for (const { Properties: alarm } of alarms) {
      expect(alarm.AlarmActions).toEqual([
        expect.stringMatching(/:sns:.*:ses-pipeline-\$\{Stage\}-alarms$/),
      ]);
      expect(alarm.OKActions).toEqual(alarm.AlarmActions);
    }
    expect(propertiesOf('NoTaskAlarm')).toMatchObject({
      ...{ MetricName: 'HealthyHostCount', Threshold: 1, TreatMissingData: 'breaching' },
      ...{ ComparisonOperator: 'LessThanThreshold', Statistic: 'Maximum' },
    });
    expect(propertiesOf('FailuresAlarm')).toMatchObject({ Namespace: MetricNamespace, MetricName });
  });

  it('lets nobody do everything, nor anything to everything but log in to the registry', () => {
    for (const role of ['TaskRole', 'ExecutionRole'])
      for (const { Sid, Action, Resource } of statementsOf(role)) {
        expect(listOf(Action).filter((action) => action.includes('*'))).toEqual([]);
        if (Sid !== 'LogInToRegistry') expect(listOf(Resource)).not.toContain('*');
      }
    expect(
      statementsOf('ExecutionRole').find(({ Sid }) => Sid === 'ReadCertificate')?.Resource,
    ).toBe('CertificateSecretArn');
  });

  it('leads the ports of SMTP to the ports of the door, and clients to no other', () => {
    const command: readonly string[] =
      propertiesOf('TaskDefinition').ContainerDefinitions[0].Command;
    const option = (name: string) => Number(command[command.indexOf(name) + 1]);
    const targetOf = (listener: string) =>
      propertiesOf(propertiesOf(listener).DefaultActions[0].TargetGroupArn).Port;
    const ingressOf = (group: string) =>
      propertiesOf(group).SecurityGroupIngress.map((rule: Properties) => [
        rule.FromPort,
        rule.ToPort,
        rule.CidrIp ?? rule.SourceSecurityGroupId,
      ]);

    expect([propertiesOf('StartTlsListener').Port, targetOf('StartTlsListener')]).toEqual([
      587,
      option('--starttls-port'),
    ]);
    expect([propertiesOf('TlsListener').Port, targetOf('TlsListener')]).toEqual([
      465,
      option('--tls-port'),
    ]);
    expect(ingressOf('LoadBalancerSecurityGroup')).toEqual([
      [587, 587, 'ClientCidr'],
      [465, 465, 'ClientCidr'],
    ]);
    expect(ingressOf('TaskSecurityGroup')).toEqual(
      [2587, 2465, 8025].map((port) => [port, port, 'LoadBalancerSecurityGroup']),
    );
    expect(propertiesOf('TaskSecurityGroup').SecurityGroupEgress).toMatchObject([{ ToPort: 443 }]);
  });

  it('asks for the health of the door, hands over the addresses of clients, and ends no TLS', () => {
    for (const name of ['StartTlsTargets', 'TlsTargets'])
      expect(propertiesOf(name)).toMatchObject({
        Protocol: 'TCP',
        HealthCheckProtocol: 'HTTP',
        HealthCheckPort: '8025',
        HealthCheckPath: '/health',
        TargetGroupAttributes: expect.arrayContaining([
          { Key: 'preserve_client_ip.enabled', Value: 'true' },
        ]),
      });
    for (const name of ['StartTlsListener', 'TlsListener'])
      expect(propertiesOf(name)).toMatchObject({ Protocol: 'TCP' });
  });

  it('waits longer for a task to stop than the door waits for mails under way', () => {
    const [container] = propertiesOf('TaskDefinition').ContainerDefinitions;

    expect(container.StopTimeout).toBeGreaterThan(25 + 10);
    expect(container.ReadonlyRootFilesystem).toBe(true);
    expect(propertiesOf('Service').DeploymentConfiguration.MinimumHealthyPercent).toBe(100);
  });

  it('keeps its log in a group of its own for a time, and its certificate out of the template', () => {
    const [container] = propertiesOf('TaskDefinition').ContainerDefinitions;

    expect(container.LogConfiguration.Options['awslogs-group']).toBe('LogGroup');
    expect(propertiesOf('LogGroup').RetentionInDays).toBe('LogRetentionDays');
    expect(container.Environment).toBeUndefined();
    expect(container.Secrets.map(({ Name }: Properties) => Name)).toEqual([
      'SMTP_CERTIFICATE',
      'SMTP_PRIVATE_KEY',
    ]);
  });
});

/** Answers of SQS to the entries of a batch. */
const takenOf = (entries: unknown) =>
  (entries as readonly { Id: string; MessageBody: string }[]).map(({ Id, MessageBody }) => ({
    Id,
    MessageId: Id,
    MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
  }));

describe('pipelinePorts', () => {
  let services: Awaited<ReturnType<typeof startRecordingServices>>;
  beforeAll(async () => {
    services = await startRecordingServices((operation, on, { Entries }) => {
      if (operation === 'GetQueueUrl')
        return { QueueUrl: `${services.endpoint}/123456789012/${on}` };
      return operation === 'SendMessageBatch'
        ? { Successful: takenOf(Entries), Failed: [] }
        : undefined;
    });
  });
  afterAll(() => services.stop());

  const mailOf = (bytes: number) =>
    Buffer.from(
      `From: a@example.com\r\nMessage-ID: <m@example.com>\r\nSubject: s\r\n\r\n${'x'
        .repeat(70)
        .concat('\r\n')
        .repeat(bytes / 72)}`,
    );

  it('calls no more of AWS than the stack permits', async () => {
    const { endpoint } = services;
    const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
    const region = 'eu-west-1';
    const clients = connect({
      ...{ region, credentials, sqsEndpoint: endpoint, dynamodbEndpoint: endpoint },
    });
    const { tables } = stageNames('test');
    const failures: string[] = [];
    const ports = await pipelinePorts({
      ...{ documents: clients.documents, sqs: clients.sqs, tables, region },
      streams: basicStreams,
      s3: new S3Client({ region, credentials, endpoint, forcePathStyle: true }),
      place: { stage: 'test' },
      secretsKey: '',
      log: (_level, message) => void failures.push(message),
    });
    const key = { accessKeyId: idOf(1), tenantId: 'acme', createdAt: 1 };
    const mail = { sender: 'a@example.com', recipients: ['b@example.org'] };

    expect(await ports.findKey(idOf(1))).toEqual({ kind: 'unknown' });
    for (const bytes of [720, 2_000_000])
      expect(
        await ports.takeSubmission(key, toSubmission({ ...mail, mime: mailOf(bytes) }, 10_485_760)),
      ).toEqual({ kind: 'accepted', messageId: expect.any(String) });

    const permitted = rightsOf('TaskRole');
    const made = services.take().map((call) =>
      call
        .replace(/^PUT .*\/payloads\/.*/, 's3:PutObject *')
        .replace(/^(?=\w*Item\b|Scan\b)/, 'dynamodb:')
        .replace(/^(?=GetQueueUrl\b|SendMessage)/, 'sqs:')
        .replace('SendMessageBatch', 'SendMessage'),
    );
    expect(failures).toEqual([]);
    expect(permitted).toEqual(expect.arrayContaining([...new Set(made)]));
    expect(made).toEqual(
      expect.arrayContaining([
        'dynamodb:GetItem ses-pipeline-test-access-keys',
        'dynamodb:Scan ses-pipeline-test-tenants',
        's3:PutObject *',
      ]),
    );
  });
});
