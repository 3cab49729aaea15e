import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { requestCounts } from '../support/request-count.ts';

// The command as a person runs it, over a table that answers at once and forgets: what is counted
// is what the command asks.

const root = join(import.meta.dirname, '../..');

let directory: string;
let server: Server;
const counts = requestCounts();

const answers: Readonly<Record<string, unknown>> = {
  BatchGetItem: { Responses: {}, UnprocessedKeys: {} },
};

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'suppressions-'));
  server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      counts.add(operation);
      response
        .writeHead(200, { 'content-type': 'application/x-amz-json-1.0' })
        .end(JSON.stringify(answers[operation] ?? {}));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(directory, { recursive: true, force: true });
});

const run = async (...args: readonly string[]): Promise<{ readonly out: string }> => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(root, 'cli/main.ts'), ...args],
    {
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      },
      maxBuffer: 10_000_000,
    },
  );
  return { out: stdout };
};

const importRows = async (rows: number): Promise<{ readonly out: string }> => {
  const path = join(directory, `${rows}.csv`);
  const file = await open(path, 'w');
  for (let from = 0; from < rows; from += 10_000) {
    await file.write(
      Array.from(
        { length: Math.min(10_000, rows - from) },
        (_, index) => `person-${from + index}@example.org\n`,
      ).join(''),
    );
  }
  await file.close();
  counts.take();
  return run(
    'suppressions',
    'import',
    path,
    '--by',
    'operator',
    '--json',
    '--stage',
    'prod',
    '--region',
    'us-east-1',
  );
};

describe('the import of many suppressions', () => {
  it('takes a look-up per hundred addresses and a write each', async () => {
    const { out } = await importRows(3_000);

    expect(counts.take()).toEqual({ BatchGetItem: 30, PutItem: 3_000 });
    expect(JSON.parse(out)).toEqual({
      read: 3_000,
      entered: 3_000,
      unchanged: 0,
      bad: 0,
      unreadable: 0,
    });
  });
});
