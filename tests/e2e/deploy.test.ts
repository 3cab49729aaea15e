import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import {
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { ListQueuesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeployOptions } from '../../cli/commands/deploy/answers.ts';
import { deploy } from '../../cli/commands/deploy/deploy.ts';
import { deployTools } from '../../cli/commands/deploy/deploy-tools.ts';
import { type RemoveOptions, remove } from '../../cli/commands/remove/remove.ts';
import { removeTools } from '../../cli/commands/remove/remove-tools.ts';
import type { PackagedService } from '../../shared/deployment/packaged-service.ts';
import { capturedIo } from '../cli/captured-io.ts';
import { motoCannot, startMoto, withoutWhatMotoCannot } from '../support/foreign-cloudformation.ts';
import { isHere } from '../support/foreign-programs.ts';

const root = join(import.meta.dirname, '..', '..');
const region = 'eu-west-1';
const stage = 'dev';
const silent = { tell: () => {}, done: () => {}, failed: () => {} };
const nobody = {
  canAsk: false,
  confirm: async () => false,
  text: async () => undefined,
  secret: async () => undefined,
  choice: async () => undefined,
};

const has = isHere('moto (pip install "moto[server]")', 'moto_server', '--help');

(has ? describe : describe.skip)('deploy and remove on a CloudFormation engine of others', () => {
  let moto: Awaited<ReturnType<typeof startMoto>>;
  const before = { ...process.env };
  const packages = new Map<string, PackagedService>();
  let packagings = 0;

  beforeAll(async () => {
    process.stderr.write(
      `Moto cannot: ${[`make ${motoCannot.types.join(', ')}`, ...motoCannot.others].join('; ')}\n`,
    );
    moto = await startMoto();
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: moto.url,
      AWS_ACCESS_KEY_ID: 'none',
      AWS_SECRET_ACCESS_KEY: 'none',
      AWS_REGION: region,
    });
  });

  afterAll(async () => {
    for (const name of [
      'AWS_ENDPOINT_URL',
      'AWS_ACCESS_KEY_ID',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_REGION',
    ])
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    await moto.stop();
  });

  const context = (io: ReturnType<typeof capturedIo>) => ({
    ...{ io, stage, region, environment: process.env, asker: nobody, mayReplaceData: false },
    createIdentity: async () => 1,
    confirm: async () => ({ kind: 'confirmed' as const }),
    showWork: (text: string) => {
      const tell = (told: string) => void io.err.push(told);
      tell(text);
      return { ...silent, tell, done: tell, failed: tell };
    },
  });
  /** Packages anew for the first two runs, which shows that a package is the same each time. */
  const runDeploy = async (options: DeployOptions) => {
    const io = capturedIo();
    const tools = deployTools(context(io));
    const code = await deploy(options, {
      ...tools,
      packageService: async (wish) => {
        const known = packages.get(JSON.stringify(wish));
        if (known !== undefined && packagings >= 2) return known;
        packagings += 1;
        const service = withoutWhatMotoCannot(await tools.packageService(wish));
        packages.set(JSON.stringify(wish), service);
        return service;
      },
    });
    return { code, out: io.out.join('\n'), err: io.err.join('\n') };
  };
  const runRemove = async (options: RemoveOptions) => {
    const io = capturedIo();
    const code = await remove(options, removeTools(context(io)));
    return { code, out: io.out.join('\n'), err: io.err.join('\n') };
  };
  const inAccount = async () => {
    const s3 = new S3Client({ forcePathStyle: true });
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    const names = Buckets.map(({ Name = '' }) => Name);
    const packagesIn = names.find((name) => !name.includes('payloads'));
    const objects =
      packagesIn === undefined
        ? []
        : ((await s3.send(new ListObjectsV2Command({ Bucket: packagesIn }))).Contents ?? []);
    return {
      buckets: names,
      objects: objects.length,
      queues:
        (await new SQSClient({ useQueueUrlAsEndpoint: false }).send(new ListQueuesCommand({})))
          .QueueUrls ?? [],
      tables: (await new DynamoDBClient().send(new ListTablesCommand({}))).TableNames ?? [],
      functions: (await new LambdaClient().send(new ListFunctionsCommand({}))).Functions ?? [],
    };
  };
  /** How many of a kind the package has. */
  const inPackage = (type: string): number =>
    [...packages.values()]
      .slice(0, 1)
      .flatMap(({ template }) => Object.values(template.Resources))
      .filter((one) => one.Type === type).length;
  const first: DeployOptions = {
    alertAddress: 'ops@example.com',
    domain: 'example.com',
    yes: true,
  };

  it('says what it would do, and does nothing yet', async () => {
    const { code, out } = await runDeploy({ ...first, plan: true });

    expect(code).toBe(0);
    expect(out).toMatch(/^ +6 tables: ses-pipeline-dev-messages, /m);
    expect(out).toMatch(/^costs \d+\.\d\d USD a month without any mail/m);
    expect((await inAccount()).buckets).toEqual([]);
  });

  it('creates the stage', async () => {
    const { code, out, err } = await runDeploy(first);

    expect(code).toBe(0);
    expect(err).toContain('ses-pipeline-dev is created');
    expect(out).toContain('identity create example.com');
    const account = await inAccount();
    expect(account.queues).toHaveLength(inPackage('AWS::SQS::Queue'));
    expect(account.tables).toHaveLength(inPackage('AWS::DynamoDB::Table'));
    expect(account.functions).toHaveLength(inPackage('AWS::Lambda::Function'));
    expect(account.functions.length).toBeGreaterThan(9);
    expect(account.buckets).toContain(`ses-pipeline-dev-payloads-123456789012-${region}`);
  });

  it('changes nothing the second and the third time, and asks for nothing again', async () => {
    const account = await inAccount();

    for (const _ of ['second', 'third']) {
      const { code, out, err } = await runDeploy({ yes: true });

      expect(code).toBe(0);
      expect(out).toContain('parameters: alarmEmail=ops@example.com');
      expect(out).toContain('Nothing to change');
      expect(err).toContain('nothing was changed');
    }
    expect(await inAccount()).toEqual(account);
  });

  it('updates a parameter, and keeps it', async () => {
    const changed = await runDeploy({ param: ['logLevel=DEBUG'], yes: true });
    const again = await runDeploy({ yes: true });

    expect(changed.out).toMatch(/^ +\d+ functions: ses-pipeline-dev-send-email/m);
    expect(changed.err).toContain('ses-pipeline-dev is updated');
    expect(again.out).toContain('logLevel=DEBUG');
    expect(again.out).toContain('Nothing to change');
    const [{ Environment } = {}] = (await inAccount()).functions;
    expect(Environment?.Variables?.LOG_LEVEL).toBe('DEBUG');
  });

  it('leaves its packages where the framework finds them', async () => {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [join(root, 'node_modules', 'serverless', 'bin', 'serverless.js')].concat([
        ...['deploy', 'list', '--stage', stage, '--region', region],
      ]),
      { cwd: root, env: { ...process.env, NODE_OPTIONS: '', SLS_TELEMETRY_DISABLED: '1' } },
    );

    expect(`${stdout}${stderr}`.match(/send-email\.zip/g)).toHaveLength(2);
  });

  it('removes no data unasked, and tells of mail that waits', async () => {
    const { queues, buckets } = await inAccount();
    await new SQSClient({ useQueueUrlAsEndpoint: false }).send(
      new SendMessageCommand({
        QueueUrl: queues.find((url) => url.endsWith('-bulk')),
        MessageBody: 'waiting',
      }),
    );
    await new S3Client({ forcePathStyle: true }).send(
      new PutObjectCommand({
        Bucket: buckets.find((name) => name.includes('payloads')),
        Key: 'payloads/acme/1',
        Body: 'payload',
      }),
    );

    const { code, out, err } = await runRemove({ yes: true });

    expect(code).toBe(2);
    expect(out).toContain('ses-pipeline-dev-bulk holds 1 message:');
    expect(err).toContain('remove --delete-data');
    expect((await inAccount()).tables).toHaveLength(6);
  });

  it('removes everything once the name of the stage is given', async () => {
    expect((await runRemove({ deleteData: true, confirm: 'prod' })).code).toBe(1);

    const { code, err } = await runRemove({ deleteData: true, confirm: stage });

    expect(code).toBe(0);
    expect(err).toContain('ses-pipeline-dev is removed');
    expect(await inAccount()).toMatchObject({ buckets: [], queues: [], tables: [], functions: [] });
    expect((await runRemove({ yes: true })).out).toContain('nothing to remove');
  });
});
