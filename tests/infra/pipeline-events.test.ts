import { beforeAll, describe, expect, it } from '@jest/globals';
import { templateWith } from '../../local/template/packaged.ts';
import {
  type ResolvedResource,
  resolveTemplate,
} from '../../shared/cloudformation/resolve-template.ts';
import type { IamStatement } from '../support/packaged-template.ts';

const resolved = async (
  ...parameters: readonly string[]
): Promise<ReadonlyMap<string, ResolvedResource>> => {
  const words = parameters.flatMap((pair) => ['--param', pair]);
  const resources = resolveTemplate(await templateWith(words), {
    region: 'eu-west-1',
    accountId: '111122223333',
    stackName: 'ses-pipeline-dev',
    parameters: {},
    queueUrl: (name) => `https://sqs.eu-west-1.amazonaws.com/111122223333/${name}`,
  });
  return new Map(resources.map((one) => [one.logicalId, one]));
};

const publishing = /^(?:sns:Publish|events:PutEvents|kms:GenerateMac)$/;

/** `role action` of everything that publishes, or hashes for it. */
const grantsOf = (resources: ReadonlyMap<string, ResolvedResource>): readonly string[] =>
  [...resources.values()]
    .filter(({ type }) => type === 'AWS::IAM::Role')
    .flatMap(({ logicalId, properties }) =>
      (
        properties.Policies as {
          readonly PolicyDocument: { readonly Statement: readonly IamStatement[] };
        }[]
      )
        .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
        .flatMap(({ Action }) => Action)
        .filter((action) => publishing.test(action))
        .map((action) => `${logicalId} ${action}`),
    )
    .toSorted();

const environmentOf = (resources: ReadonlyMap<string, ResolvedResource>, id: string) =>
  resources.get(id)?.properties.Environment;

const made = ['PipelineEventsTopic', 'PipelineEventsBus', 'AddressKey', 'UnpublishedAlarm'];

describe('pipeline events', () => {
  let off: ReadonlyMap<string, ResolvedResource>;
  let both: ReadonlyMap<string, ResolvedResource>;

  beforeAll(async () => {
    off = await resolved();
    both = await resolved('pipelineEvents=both', 'pipelineEventAddresses=hashed');
  });

  it('are off by default: nothing is made for them, and nobody may publish any', () => {
    expect(made.filter((id) => off.has(id))).toEqual([]);
    expect(grantsOf(off)).toEqual([]);
    expect(environmentOf(off, 'SendDashemailLambdaFunction')).toMatchObject({
      Variables: { EVENTS_TOPIC: '', EVENTS_BUS: '', ADDRESS_KEY: '' },
    });
  });

  it('go where the parameter says', async () => {
    const ids = async (...parameters: readonly string[]) => {
      const resources = await resolved(...parameters);
      return made.filter((id) => resources.has(id));
    };

    expect(await ids('pipelineEvents=sns')).toEqual(['PipelineEventsTopic', 'UnpublishedAlarm']);
    expect(await ids('pipelineEvents=eventbridge')).toEqual([
      'PipelineEventsBus',
      'UnpublishedAlarm',
    ]);
    expect(made.filter((id) => both.has(id))).toEqual(made);
  });

  it('are published by the sender, the recorders and refresh-quota, which hashes no address', () => {
    const roles = [
      'ReceiveWebhookRole',
      'RecordBounceRole',
      'RecordComplaintRole',
      'RecordDeliveryRole',
      'SendEmailRole',
    ];

    expect(grantsOf(both)).toEqual(
      [
        ...roles.flatMap((role) => [
          `${role} sns:Publish`,
          `${role} events:PutEvents`,
          `${role} kms:GenerateMac`,
        ]),
        ...['RefreshQuotaRole sns:Publish', 'RefreshQuotaRole events:PutEvents'],
      ].toSorted(),
    );
    expect(environmentOf(both, 'RecordDashbounceLambdaFunction')).toMatchObject({
      Variables: {
        EVENTS_TOPIC: 'arn:aws:sns:eu-west-1:111122223333:ses-pipeline-dev-events',
        EVENTS_BUS: 'ses-pipeline-dev-events',
      },
    });
  });

  it('are encrypted on their topic, which takes none without TLS', () => {
    expect(both.get('PipelineEventsTopic')?.properties.KmsMasterKeyId).toMatch(/PipelineKey$/);
    expect(both.get('PipelineEventsTopicPolicy')?.properties).toMatchObject({
      PolicyDocument: {
        Statement: [{ Sid: 'OnlyTls', Effect: 'Deny', Action: 'sns:Publish' }],
      },
    });
  });
});
