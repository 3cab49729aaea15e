import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { requestCounts } from '../support/request-count.ts';

// The command as a person runs it, over a table that answers at once and forgets: what is measured is the command alone.

const root = join(import.meta.dirname, '../..');
const rowsPerPage = 2_000;
/** What the process may keep: a hundred thousand rows would not fit beside the command itself. */
const heapMegabytes = 100;

let directory: string;
let server: Server;
const counts = requestCounts();
/** How many rows a scan finds. */
let rowsInTable = 0;

const rowAt = (index: number) => ({
  address: { S: `person-${index}@example.org` },
  scope: { S: '*' },
  bounce: { M: { at: { N: '1772355607250' }, detail: { S: 'Permanent/General' }, source: { S: `event-${index}` } } },
});

const answerOf = (operation: string, request: Readonly<Record<string, unknown>>): unknown => {
  switch (operation) {
    case 'BatchGetItem':
      return { Responses: {}, UnprocessedKeys: {} };
    case 'DescribeTable':
      return { Table: { ItemCount: rowsInTable } };
    case 'Scan': {
      const from = Number((request.ExclusiveStartKey as { row?: { N: string } } | undefined)?.row?.N ?? 0);
      const to = Math.min(from + rowsPerPage, rowsInTable);
      const Items = Array.from({ length: to - from }, (_, index) => rowAt(from + index));
      return { Items, ...(to < rowsInTable ? { LastEvaluatedKey: { row: { N: String(to) } } } : {}) };
    }
    default:
      return {};
  }
};

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'suppressions-'));
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      counts.add(operation);
      const body = JSON.stringify(answerOf(operation, JSON.parse(Buffer.concat(chunks).toString())));
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(body);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(directory, { recursive: true, force: true });
});

interface Run {
  readonly out: string;
  /** The most memory that the process had; MB. */
  readonly megabytes: number;
}

const run = async (...args: readonly string[]): Promise<Run> => {
  const tell = "process.on('exit', () => process.stderr.write('resident ' + process.resourceUsage().maxRSS + '\\n'))";
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      `--max-old-space-size=${heapMegabytes}`,
      '--import',
      `data:text/javascript,${tell}`,
      join(root, 'cli/main.ts'),
      ...args,
    ],
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
  return { out: stdout, megabytes: Number(/resident (\d+)/.exec(stderr)?.[1]) / 1024 };
};

const importRows = async (rows: number): Promise<Run> => {
  const path = join(directory, `${rows}.csv`);
  const file = await open(path, 'w');
  for (let from = 0; from < rows; from += 10_000) {
    await file.write(Array.from({ length: Math.min(10_000, rows - from) }, (_, index) => `person-${from + index}@example.org\n`).join(''));
  }
  await file.close();
  counts.take();
  return run('suppressions', 'import', path, '--by', 'operator', '--json', '--stage', 'prod', '--region', 'us-east-1');
};

const exportRows = async (rows: number): Promise<Run & { readonly path: string }> => {
  rowsInTable = rows;
  const path = join(directory, `${rows}-exported.csv`);
  return { path, ...(await run('suppressions', 'export', '--out', path, '--format', 'csv', '--stage', 'prod', '--region', 'us-east-1')) };
};

const linesIn = async (path: string): Promise<number> => {
  let lines = 0;
  for await (const chunk of createReadStream(path)) for (const byte of chunk as Buffer) if (byte === 10) lines += 1;
  return lines;
};

describe('suppressions of a hundred thousand addresses', () => {
  it('are imported with a look-up per hundred and a write each, in memory that five times as many rows do not fill', async () => {
    const few = await importRows(20_000);
    expect(counts.take()).toEqual({ BatchGetItem: 200, PutItem: 20_000 });
    const many = await importRows(100_000);

    expect(counts.take()).toEqual({ BatchGetItem: 1_000, PutItem: 100_000 });
    expect(JSON.parse(many.out)).toEqual({ read: 100_000, entered: 100_000, unchanged: 0, bad: 0 });
    process.stderr.write(`import: ${few.megabytes.toFixed(0)} MB, then ${many.megabytes.toFixed(0)} MB\n`);
    expect(many.megabytes).toBeLessThan(1.25 * few.megabytes);
    expect(many.megabytes).toBeLessThan(300);
  }, 600_000);

  it('are exported in memory that five times as many rows do not fill', async () => {
    const few = await exportRows(60_000);
    const many = await exportRows(300_000);

    expect(many.out).toContain('300000 entries exported');
    expect(await linesIn(many.path)).toBe(300_001);
    expect((await readFile(few.path, 'utf8')).split('\n')[60_000]).toContain('person-59999@example.org');
    process.stderr.write(`export: ${few.megabytes.toFixed(0)} MB, then ${many.megabytes.toFixed(0)} MB\n`);
    expect(many.megabytes).toBeLessThan(1.25 * few.megabytes);
    expect(many.megabytes).toBeLessThan(300);
  }, 600_000);
});
