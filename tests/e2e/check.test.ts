import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { token } from '../../cli/commands/token/token.ts';
import { capturedIo } from '../cli/captured-io.ts';
import {
  type CommandsBesideStack,
  startCommandsBesideStack,
} from '../support/commands-beside-stack.ts';

// What is told of a mail before it is sent, by the command line and by the API, on the packaged
// functions.

let beside: CommandsBesideStack;

beforeAll(async () => {
  beside = await startCommandsBesideStack('check', { streams: { unsubscribe: 'marketing' } });
  await run('suppressions', 'add', 'ada@example.org', '--tenant', 'acme', '--why', 'she asked');
});

afterAll(() => beside?.stop());

const run = (...words: readonly string[]) => beside.run(...words);

const check = (...args: readonly string[]) =>
  run(
    ...['send', '--check', '--from', 'Shop <hello@example.com>', '--subject', 'Hi'],
    ...['--text', 'Hello', '--tenant', 'acme', ...args],
  );

const findingsOf = ({ out }: { readonly out: string }): readonly string[] =>
  JSON.parse(out).findings.map(
    ({ severity, rule, field }: Readonly<Record<string, string>>) => `${severity} ${rule} ${field}`,
  );

const mint = async (role: string): Promise<string> => {
  const io = capturedIo();
  const code = await token(
    { role, tenant: 'acme', subject: 'a service', minutes: '10' },
    { ...io, readEndpoints: async () => JSON.stringify(beside.stack.endpoints), now: Date.now },
  );
  if (code !== 0) throw new Error(io.err.join('\n'));
  return io.out.join('');
};

describe('checking mail', () => {
  it('finds a suppressed recipient among others, and sends nothing', async () => {
    const checked = await check('--to', 'bob@example.org', '--to', 'ada@example.org', '--id', 'c1');

    expect(checked.out).toContain('warning  to[1]: 1 of 2 recipients is suppressed');
    expect(checked.code).toBe(0);
    expect((await run('status', 'c1', '--tenant', 'acme')).code).toBe(3);
  });

  it('ends with 3 when nobody would get it', async () => {
    const { code, out } = await check('--to', 'ada@example.org');

    expect(code).toBe(3);
    expect(out).toContain('error    to[0]: every recipient is suppressed');
  });

  it('asks SES for the sender, and the stage for its headers', async () => {
    const unverified = await check('--to', 'bob@example.org', '--from', 'a@unknown.example');
    const marketing = await check(
      ...['--to', 'bob@example.org', '--cc', 'eve@example.org', '--stream', 'marketing', '--json'],
    );

    expect(unverified.out).toContain('error    from: no identity that SES has verified covers it');
    expect(findingsOf(marketing)).toContain('error unsubscribe to');
  });

  it('finds a pause', async () => {
    await run('pause', 'acme', '--why', 'an incident', '--force');
    const { code, out } = await check('--to', 'bob@example.org');
    await run('resume', 'acme', '--why', 'it is over');

    expect(code).toBe(0);
    expect(out).toContain('warning  stream: mail of stream transactional of its tenant is paused');
  });

  it('names the size that is more than the deployment takes', async () => {
    const file = join(beside.folder, 'film.bin');
    await writeFile(file, Buffer.alloc(7_700_000, 'x'));
    const { code, out } = await check('--to', 'bob@example.org', '--attach', file);

    expect(code).toBe(3);
    expect(out).toContain(
      'error    message: comes to 10.1 MB in all with its attachments encoded, and this deployment takes 10; link to large files instead, or raise its parameter largestMailMb',
    );
  });

  it('is told by the API, too', async () => {
    const answer = await fetch(new URL('/api/v1/emails/check', beside.stack.endpoints.api ?? ''), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await mint('SENDER')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        ...{ from: 'hello@example.com', to: ['bob@example.org', 'ada@example.org'] },
        ...{ subject: 'Hi', text: 'Hello', stream: 'marketing' },
      }),
    });
    const out = await answer.text();

    expect(answer.status).toBe(200);
    expect(JSON.parse(out).valid).toBe(false);
    expect(findingsOf({ out })).toEqual([
      'warning suppressions to[1]',
      'unknown identity from',
      'unknown freemail from',
      'error unsubscribe to',
    ]);
  });
});
