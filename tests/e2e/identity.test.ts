import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Stack, startStack } from '../../local/stack.ts';
import { packagedTemplate } from '../../local/template/packaged.ts';

// The set-up of a domain with the command itself, on a local stack with its name server.

const command = join(import.meta.dirname, '..', '..', 'cli', 'bin.mjs');

let stack: Stack;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'identity-'));
  stack = await startStack({
    package: await packagedTemplate(),
    directory: join(folder, '.local'),
    quiet: true,
    schedule: false,
  });
});

afterAll(async () => {
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
});

const run = (...words: readonly string[]) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const { AWS_ENDPOINT_URL_SQS: _, AWS_ENDPOINT_URL_SESV2: __, ...env } = process.env;
    execFile(
      process.execPath,
      [command, 'identity', ...words],
      { cwd: folder, env },
      (error, out, err) => resolve({ code: Number(error?.code ?? 0), out, err }),
    );
  });

describe('the identity commands on a local stack', () => {
  it('lead from nothing to a verified domain', async () => {
    const { zoneFile } = stack.endpoints.dns;

    expect(await run('create', 'shop.test')).toMatchObject({ code: 0 });
    expect(await run('check', 'shop.test')).toMatchObject({
      code: 3,
      out: expect.stringMatching(/^absent +CNAME/m),
    });
    await appendFile(zoneFile, `${(await run('dns', 'shop.test', '--format', 'bind')).out}\n`);

    const checked = await run('check', 'shop.test', '--wait', '60s', '--json');

    expect(checked.code).toBe(0);
    expect(JSON.parse(checked.out)).toMatchObject({
      outcome: 'right',
      asked: stack.endpoints.dns.address,
      ses: { isVerified: true, mailFrom: { domain: 'bounce.shop.test', status: 'SUCCESS' } },
    });
    expect((await run('list')).out).toMatch(/^shop\.test +domain +success +on/m);
  });

  it('find the domains of the stack right, and a record that is taken away', async () => {
    const { zoneFile } = stack.endpoints.dns;
    expect(await run('check', 'example.com')).toMatchObject({ code: 0 });

    const zone = await readFile(zoneFile, 'utf8');
    await writeFile(zoneFile, zone.replace(/^_dmarc .*\n/m, ''));
    expect(await run('check', 'example.com')).toMatchObject({
      code: 3,
      out: expect.stringMatching(/^absent +TXT +_dmarc\.example\.com$/m),
    });

    await writeFile(zoneFile, 'no zone at all');
    expect(await run('check', 'example.com')).toMatchObject({
      code: 1,
      out: expect.stringContaining('SERVFAIL'),
    });
  });

  it('ask another server when they are told to', async () => {
    expect(await run('check', 'example.com', '--resolver', 'dns.example')).toMatchObject({
      code: 2,
      err: expect.stringContaining('IP address'),
    });
  });
});
