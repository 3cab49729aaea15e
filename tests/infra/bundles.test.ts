import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unzipSync } from 'fflate';
import { type PackagedService, packagedService } from '../support/packaged-template.ts';

const run = promisify(execFile);

/** Bytes, compressed: what Lambda fetches before a cold start. */
const budgets: Readonly<Record<string, number>> = {
  // Handlebars' parser takes 14 KiB of each function that checks messages.
  'send-email': 272 * 1024,
  'record-bounce': 150 * 1024,
  'record-complaint': 150 * 1024,
  'record-delivery': 150 * 1024,
  'receive-webhook': 150 * 1024,
  // It checks messages by the sender's own rules, verifies tokens, asks STS whose a key is, seals it
  // by KMS, knows what to do about bounces and what speaks against a mail, and describes itself; no
  // mail waits for its start.
  api: 222 * 1024,
  // It reads every form that SES's API has, opens secrets by KMS, and stores what is too big for a
  // queue in S3.
  'ses-door': 210 * 1024,
  unsubscribe: 150 * 1024,
  'refresh-quota': 150 * 1024,
  'guard-reputation': 150 * 1024,
  'keep-messages': 150 * 1024,
  'send-canary': 150 * 1024,
};

describe('bundles', () => {
  let service: PackagedService;
  let folder: string;
  const filesOf = async (name: string) => unzipSync(await readFile(service.zipOf(name)));

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bundles-'));
    service = await packagedService();
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('have a budget for every function', () => {
    expect(service.functions.map(({ name }) => name).sort()).toEqual(Object.keys(budgets).sort());
  });

  it.each(Object.keys(budgets))('%s is one file', async (name) => {
    expect(Object.keys(await filesOf(name))).toEqual([`functions/${name}/handler.mjs`]);
  });

  it.each(Object.entries(budgets))(
    '%s takes no more than %d bytes compressed',
    async (name, budget) => {
      const [code] = Object.values(await filesOf(name));

      expect(gzipSync(code ?? '', { level: 9 }).byteLength).toBeLessThanOrEqual(budget);
    },
  );

  // Far from node_modules and with an empty environment: what is not in the bundle is missed at
  // once, and nothing is read before a run.
  it.each(Object.keys(budgets))('%s starts with nothing but itself', async (name) => {
    const [code] = Object.values(await filesOf(name));
    const file = join(folder, `${name}.mjs`);
    await writeFile(file, code ?? '');

    const { stdout } = await run(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `const { handler } = await import(${JSON.stringify(file)}); console.log(typeof handler);`,
      ],
      {
        cwd: folder,
        env: {},
      },
    );

    expect(stdout.trim()).toBe('function');
  });

  // What Lambda sets by itself, and an endpoint where nobody answers.
  const lambdaEnvironment = {
    AWS_REGION: 'eu-west-1',
    AWS_LAMBDA_FUNCTION_NAME: 'function',
    AWS_ACCESS_KEY_ID: 'none',
    AWS_SECRET_ACCESS_KEY: 'none',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    AWS_MAX_ATTEMPTS: '1',
  };

  /**
   * The names in the complaint of a function that is told only these variables; none when it has
   * what it needs.
   */
  const missedBy = async (
    name: string,
    variables: Readonly<Record<string, string>>,
  ): Promise<readonly string[]> => {
    const [code] = Object.values(await filesOf(name));
    const file = join(folder, `${name}.mjs`);
    await writeFile(file, code ?? '');
    const invoke = `
      const { handler } = await import(${JSON.stringify(file)});
      const context = { awsRequestId: 'request', functionName: 'function', getRemainingTimeInMillis: () => 2000 };
      const event = { Records: [{ messageId: 'm', receiptHandle: 'r', body: 'text', eventSourceARN: 'arn' }] };
      await handler(event, context).then(() => console.log('The function ran.'), (error) => console.log(error.message));`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', invoke], {
      cwd: folder,
      env: { ...lambdaEnvironment, ...variables },
    });
    expect(stdout).not.toBe('');
    const [, names] = /variables are missing or malformed: ([A-Z_, ]+)\./.exec(stdout) ?? [];
    return names?.split(', ').sort() ?? [];
  };

  it.each(Object.keys(budgets))(
    '%s finds the variables it reads in its environment, and no others',
    async (name) => {
      const { Variables } = service.functionNamed(name).properties.Environment;
      const {
        STAGE,
        LOG_LEVEL,
        METRICS_NAMESPACE,
        DETAILED_METRICS,
        NODE_OPTIONS,
        POWERTOOLS_SERVICE_NAME,
        // For `doctor` alone.
        PIPELINE_VERSION,
        ...own
      } = Variables;
      const common = {
        PIPELINE_VERSION,
        STAGE,
        LOG_LEVEL,
        METRICS_NAMESPACE,
        DETAILED_METRICS,
        NODE_OPTIONS,
        POWERTOOLS_SERVICE_NAME,
      };
      const values = Object.fromEntries(
        Object.entries(own).map(([key, value]) => [
          key,
          typeof value === 'string' ? value : 'given',
        ]),
      );

      expect(await missedBy(name, common)).toEqual(Object.keys(own).sort());
      expect(await missedBy(name, { ...common, ...values })).toEqual([]);
    },
  );
});
