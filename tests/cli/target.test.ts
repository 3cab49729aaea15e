import { describe, expect, it } from '@jest/globals';
import { findTarget, type TargetClues } from '../../cli/target.ts';
import { basicStreamsOf } from '../../shared/streams/stream-facts.ts';
import { toldStreams } from '../support/told-streams.ts';

const localEndpoints = JSON.stringify({
  region: 'us-east-1',
  sqs: 'http://127.0.0.1:4566',
  dynamodb: 'http://127.0.0.1:4567',
  s3: 'http://127.0.0.1:4566',
  ses: 'http://127.0.0.1:4568',
  smtp: null,
  queues: {
    transactional: 'http://127.0.0.1:4566/0/local-transactional',
    bulk: 'http://127.0.0.1:4566/0/local-bulk',
    feedback: 'http://127.0.0.1:4566/0/local-feedback',
  },
  tables: {
    messages: 'messages',
    suppressions: 'suppressions',
    ledger: 'ledger',
    tenants: 'tenants',
    reputation: 'reputation',
    accessKeys: 'access-keys',
  },
  streams: toldStreams('local-'),
  buckets: { payload: 'payloads' },
  secretsKey: 'file:/stack/secret-key',
});

const find = (clues: Partial<TargetClues>) =>
  findTarget({
    stage: undefined,
    region: undefined,
    localEndpoints: undefined,
    environment: {},
    ...clues,
  });

describe('target', () => {
  it.each([{ region: 'eu-west-1' }, { profile: 'shop' }])(
    'is not the local stack with %j, which it could not follow',
    (option) => {
      expect(find({ localEndpoints, ...option })).toMatchObject({
        kind: 'none',
        problem: expect.stringMatching(/deployed stage.*--stage/),
      });
      expect(find({ stage: 'prod', ...option })).toMatchObject({ kind: 'found' });
    },
  );

  it('is the local stack where one runs', () => {
    expect(find({ localEndpoints })).toMatchObject({
      kind: 'found',
      target: {
        name: 'the local stack',
        connection: {
          region: 'us-east-1',
          sqsEndpoint: 'http://127.0.0.1:4566',
          dynamodbEndpoint: 'http://127.0.0.1:4567',
        },
        queues: {
          transactional: 'http://127.0.0.1:4566/0/local-transactional',
          bulk: 'http://127.0.0.1:4566/0/local-bulk',
          feedback: 'http://127.0.0.1:4566/0/local-feedback',
        },
        queuePrefix: 'local-',
        place: { payloadBucket: 'payloads' },
        tables: {
          messages: 'messages',
          suppressions: 'suppressions',
          tenants: 'tenants',
          reputation: 'reputation',
          ledger: 'ledger',
        },
        streams: basicStreamsOf('local-'),
        secretsKey: 'file:/stack/secret-key',
        stsEndpoint: 'http://127.0.0.1:4568',
        payloads: { kind: 'bucket', name: 'payloads' },
      },
    });
  });

  it('is the stack of the environment when a second one runs', () => {
    const environment = {
      AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:5566',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:5567',
    };

    expect(find({ localEndpoints, environment })).toMatchObject({
      target: {
        connection: {
          sqsEndpoint: 'http://127.0.0.1:5566',
          dynamodbEndpoint: 'http://127.0.0.1:5567',
        },
        queues: {
          transactional: 'http://127.0.0.1:5566/0/local-transactional',
          bulk: 'http://127.0.0.1:5566/0/local-bulk',
        },
      },
    });
  });

  it('is the stage that was named, whatever runs here, with the SDK left to find account and region', () => {
    expect(find({ stage: 'prod', localEndpoints })).toEqual({
      kind: 'found',
      target: {
        name: 'stage prod',
        stage: 'prod',
        connection: {},
        place: { stage: 'prod' },
        queuePrefix: 'ses-pipeline-prod-',
        queues: {
          transactional: 'ses-pipeline-prod-transactional',
          bulk: 'ses-pipeline-prod-bulk',
          feedback: 'ses-pipeline-prod-feedback',
        },
        tables: {
          messages: 'ses-pipeline-prod-messages',
          suppressions: 'ses-pipeline-prod-suppressions',
          tenants: 'ses-pipeline-prod-tenants',
          reputation: 'ses-pipeline-prod-reputation',
          ledger: 'ses-pipeline-prod-ledger',
          accessKeys: 'ses-pipeline-prod-access-keys',
        },
        secretsKey: 'alias/ses-pipeline-prod',
        payloads: { kind: 'prefix', prefix: 'ses-pipeline-prod-payloads-' },
      },
    });
    expect(find({ stage: 'prod', region: 'eu-west-1' })).toMatchObject({
      target: { connection: { region: 'eu-west-1' } },
    });
  });

  it.each([
    [{}, /npm start.*--stage/],
    [{ localEndpoints: '{"region":' }, /cannot be read/],
    [{ localEndpoints: '{}' }, /cannot be read/],
    [{ stage: 'a/b' }, /A stage name/],
    [{ stage: '' }, /A stage name/],
  ] satisfies readonly [Partial<TargetClues>, RegExp][])(
    'is none, and says why: %o',
    (clues, problem) => {
      expect(find(clues)).toEqual({ kind: 'none', problem: expect.stringMatching(problem) });
    },
  );

  it('takes the end of a queue for its kind, and not the same word in the name of the stage', () => {
    const named = localEndpoints.replaceAll('local-', 'transactional-');

    expect(find({ localEndpoints: named })).toMatchObject({
      kind: 'found',
      target: { queuePrefix: 'transactional-' },
    });
  });

  it('asks the name server of the local stack, or the one in SES_PIPELINE_DNS', () => {
    const withDns = JSON.stringify({
      ...JSON.parse(localEndpoints),
      dns: { address: '127.0.0.1:5301', zoneFile: '/stack/zone' },
    });
    const environment = { SES_PIPELINE_DNS: '127.0.0.1:5302' };
    const dnsOf = (clues: Partial<TargetClues>) => {
      const answer = find(clues);
      return answer.kind === 'found' ? answer.target.dns : answer;
    };

    expect(dnsOf({ localEndpoints: withDns })).toBe('127.0.0.1:5301');
    expect(dnsOf({ localEndpoints: withDns, environment })).toBe('127.0.0.1:5302');
    expect(dnsOf({ stage: 'prod', environment })).toBe('127.0.0.1:5302');
    expect(dnsOf({ stage: 'prod' })).toBeUndefined();
  });
});
