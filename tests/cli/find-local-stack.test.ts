import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { toldStreams } from '../support/told-streams.ts';

const command = join(import.meta.dirname, '..', '..', 'cli', 'bin.mjs');

const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Answers like tables with nothing in them, and notes which table was asked. */
const emptyTables = async (): Promise<{ readonly url: string; readonly asked: Set<string> }> => {
  const asked = new Set<string>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    asked.add(JSON.parse(Buffer.concat(chunks).toString()).TableName);
    response.setHeader('content-type', 'application/x-amz-json-1.0').end('{"Items":[],"Count":0}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return { url: `http://127.0.0.1:${port}`, asked };
};

const endpointsOf = (name: string, dynamodb: string, sqs: string): string =>
  JSON.stringify({
    region: 'us-east-1',
    sqs,
    dynamodb,
    s3: sqs,
    queues: Object.fromEntries(
      ['transactional', 'bulk', 'feedback'].map((queue) => [queue, `${sqs}/000000000000/${queue}`]),
    ),
    tables: Object.fromEntries(
      ['messages', 'suppressions', 'tenants', 'reputation', 'ledger', 'accessKeys'].map((table) => [
        table,
        `${name}-${table}`,
      ]),
    ),
    streams: toldStreams('local-'),
    buckets: { payload: 'payload' },
  });

const run = async (
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number | null; readonly err: string }> => {
  const child = spawn(process.execPath, [command, 'suppressions', 'list'], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let err = '';
  child.stderr.on('data', (data) => (err += data));
  const [code] = await once(child, 'close');
  return { code, err };
};

/** A folder as running stacks leave it: the first in `.local`, further ones below. */
const folderWith = async (stacks: Readonly<Record<string, string>>): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'ses-pipeline-stacks-'));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  for (const [directory, endpoints] of Object.entries(stacks)) {
    await mkdir(join(folder, '.local', directory), { recursive: true });
    await writeFile(join(folder, '.local', directory, 'endpoints.json'), endpoints);
  }
  return folder;
};

describe('the command in a folder with a local stack', () => {
  it('finds it by .local/endpoints.json', async () => {
    const { url, asked } = await emptyTables();
    const folder = await folderWith({ '.': endpointsOf('first', url, 'http://127.0.0.1:1') });

    expect(await run(folder)).toEqual({ code: 0, err: expect.not.stringContaining('local stack') });
    expect([...asked]).toEqual(['first-suppressions']);
  });

  it('takes the one of several that the environment points at', async () => {
    const { url, asked } = await emptyTables();
    const folder = await folderWith({
      '.': endpointsOf('first', url, 'http://127.0.0.1:1'),
      'stack-2': endpointsOf('second', url, 'http://127.0.0.1:2'),
    });

    const { code } = await run(folder, { AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:2' });

    expect(code).toBe(0);
    expect([...asked]).toEqual(['second-suppressions']);
  });
});
