import { execFile } from 'node:child_process';
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv, promisify } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import {
  type Endpoints,
  endpointVariables,
  removeContractFiles,
  writeContractFiles,
} from '../../../local/stack/contract-files.ts';
import { removeTemporaryDirectories, temporaryDirectory } from '../support/bundles.ts';

const run = promisify(execFile);

const endpoints: Endpoints = {
  region: 'eu-west-1',
  accountId: '000000000000',
  sqs: 'http://127.0.0.1:1',
  sns: 'http://127.0.0.1:2',
  dynamodb: 'http://127.0.0.1:3',
  s3: 'http://127.0.0.1:4',
  control: 'http://127.0.0.1:8',
  lambda: 'http://127.0.0.1:6',
  ses: 'http://127.0.0.1:5',
  dns: { address: '127.0.0.1:53', zoneFile: '/stack/zone' },
  sesDoor: null,
  smtp: null,
  console: null,
  api: null,
  queues: {},
  topics: {},
  tables: {},
  configurationSets: {},
  streams: '',
  buckets: {},
  logs: '',
  secretsKey: 'file:/stack/secret-key',
  issuer: {
    issuer: 'http://127.0.0.1:7/',
    audience: 'ses-pipeline',
    keysUrl: 'http://127.0.0.1:7/.well-known/jwks.json',
    keyFile: '/stack/issuer-key.json',
  },
  pids: {},
};

const queueUrl = 'http://127.0.0.1:1/000000000000/ses-pipeline-dev-transactional';

/**
 * Sources the file in a plain shell that has a profile set and an `aws` that says what it was
 * called with.
 */
const inShell = async (command: string): Promise<string> => {
  const directory = await temporaryDirectory();
  await writeContractFiles(directory, endpoints);
  const aws = join(directory, 'aws');
  await writeFile(aws, '#!/bin/sh\necho "$@"\n');
  await chmod(aws, 0o755);
  const { stdout } = await run('sh', ['-euc', `. '${directory}/env'; ${command}`], {
    env: {
      PATH: `${directory}:${process.env.PATH}`,
      AWS_PROFILE: 'work',
      AWS_SESSION_TOKEN: 'token',
      AWS_ENDPOINT_URL: 'https://elsewhere',
    },
  });
  return stdout.trim();
};

afterAll(removeTemporaryDirectories);

describe('contract-files', () => {
  it('points a shell at the stack, and away from what it was pointed at before', async () => {
    const variables = Object.fromEntries(
      (await inShell('env')).split('\n').map((line) => line.split(/=(.*)/s)),
    );

    expect(variables).toMatchObject(endpointVariables(endpoints));
    expect(variables).not.toHaveProperty('AWS_PROFILE');
    expect(variables).not.toHaveProperty('AWS_SESSION_TOKEN');
    expect(variables).not.toHaveProperty('AWS_ENDPOINT_URL');
  });

  it.each([
    ['aws sqs list-queues', '--endpoint-url http://127.0.0.1:1 sqs list-queues'],
    [
      'aws --output text ses get-send-quota',
      '--endpoint-url http://127.0.0.1:5 --output text ses get-send-quota',
    ],
    [
      'aws sns publish --message "a b"',
      '--endpoint-url http://127.0.0.1:2 sns publish --message a b',
    ],
    ['aws s3api list-buckets', '--endpoint-url http://127.0.0.1:4 s3api list-buckets'],
    ['aws sts get-caller-identity', '--endpoint-url http://127.0.0.1:5 sts get-caller-identity'],
    ['aws iam get-user', 'iam get-user'],
    [
      'aws sqs --endpoint-url http://own x',
      '--endpoint-url http://127.0.0.1:1 sqs --endpoint-url http://own x',
    ],
  ])('tells the command line where the service is: %s', async (command, called) => {
    expect(await inShell(command)).toBe(called);
  });

  it('says the same in every form', async () => {
    const directory = await temporaryDirectory();
    await writeContractFiles(directory, { ...endpoints, queues: { transactional: queueUrl } });
    const [dotenv, powerShell] = await Promise.all(
      ['env.dotenv', 'env.ps1'].map((name) => readFile(join(directory, name), 'utf8')),
    );
    const set = { ...endpointVariables(endpoints), STAGE: 'dev', TRANSACTIONAL_QUEUE: queueUrl };

    expect(parseEnv(dotenv ?? '')).toEqual(set);
    expect(
      [...(powerShell ?? '').matchAll(/^\$env:(\w+) = '(.*)'\r$/gm)].map(([, name, value]) => [
        name,
        value,
      ]),
    ).toEqual(Object.entries(set));
    expect(powerShell).toContain('Remove-Item Env:AWS_PROFILE, ');
  });

  it('writes its files whole, and takes them away', async () => {
    const directory = await temporaryDirectory();

    await writeContractFiles(directory, endpoints);
    expect(JSON.parse(await readFile(join(directory, 'endpoints.json'), 'utf8'))).toEqual(
      endpoints,
    );
    expect(await readdir(directory)).toEqual(['endpoints.json', 'env', 'env.dotenv', 'env.ps1']);

    removeContractFiles(directory);
    removeContractFiles(directory);
    expect(await readdir(directory)).toEqual([]);
  });
});
