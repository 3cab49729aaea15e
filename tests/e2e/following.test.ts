import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type CommandsBesideStack,
  startCommandsBesideStack,
} from '../support/commands-beside-stack.ts';
import { until } from '../support/until.ts';

// The commands that follow mail, as a person runs them, on the packaged functions.

let beside: CommandsBesideStack;

beforeAll(async () => {
  beside = await startCommandsBesideStack('following');
});

afterAll(() => beside?.stop());

const run = (...words: readonly string[]) => beside.run(...words);

const statusOf = async (id: string) => JSON.parse((await run('status', id, '--json')).out);

const simulated = (name: string): string => `${name}@simulator.amazonses.com`;

const send = (id: string, to: string) =>
  run(
    ...['send', '--from', 'Shop <hello@example.com>', '--to', to, '--subject', 'Hi'],
    ...['--text', 'Hello', '--id', id, '--wait', '30', '--json'],
  );

describe('following mail', () => {
  it.each([
    ['success', 'delivered', 0],
    ['bounce', 'bounced', 5],
  ])('send --wait of a mail to %s ends with %s', async (name, state, code) => {
    const sent = await send(`to-${name}`, simulated(name));

    expect(JSON.parse(sent.out)).toMatchObject({ state, isOver: true });
    expect(sent.code).toBe(code);
    expect((await run('status', `to-${name}`)).code).toBe(code);
  });

  it('suppressions check finds who bounced, and explain why says that it is suppressed', async () => {
    const list = join(beside.folder, 'list.csv');
    await writeFile(list, `email\n${simulated('bounce')}\n${simulated('success')}\n`);

    const checked = await run('suppressions', 'check', list, '--tenant', 'default', '--json');
    const again = await send('again', simulated('bounce'));
    const why = await run('explain', 'why', 'again');

    expect([checked.code, again.code, why.code]).toEqual([3, 5, 5]);
    expect(JSON.parse(checked.out)).toMatchObject({
      ...{ address: simulated('bounce'), scope: 'tenant#default', reason: 'bounce' },
    });
    expect(why.out).toContain('bounce in tenant#default');
    expect(why.out).toContain('npx ses-pipeline suppressions list --address');
  });

  it('explain why names the pause that holds a mail, and the command that ends it', async () => {
    await run('pause', 'default', '--why', 'a drill', '--by', 'ann');

    expect((await send('held', simulated('success'))).code).toBe(6);
    const why = await run('explain', 'why', 'held', '--json');
    expect(why.code).toBe(6);
    expect(JSON.parse(why.out).recipients).toMatchObject([
      {
        next: expect.stringContaining('paused by the operator (ann)'),
        command: 'npx ses-pipeline resume default --why TEXT',
      },
    ]);

    expect((await run('resume', 'default', '--why', 'the drill is over')).code).toBe(0);
  });

  it('resend sends a mail that bounced softly again, once, and status tells of both', async () => {
    const to = 'softbounce@simulator.test';
    const file = join(beside.folder, 'order.json');
    const mail = { from: 'Shop <hello@example.com>', to: [to], subject: 'Hi', text: 'Hello' };
    await writeFile(file, JSON.stringify(mail));
    await run('send', '--file', file, '--id', 'soft', '--wait', '30');

    const unasked = await run('resend', 'soft', '--file', file);
    const again = await run('resend', 'soft', '--file', file, '--yes', '--json');
    expect([unasked.code, again.code]).toEqual([2, 0]);
    expect(unasked.err).toContain('--yes');

    const { messageId, result } = JSON.parse(again.out);
    expect([messageId, result]).toEqual([expect.stringMatching(/^soft\.resend\./), 'queued']);
    await until('it bounces again', async () => (await run('status', messageId)).code === 5);
    expect(await statusOf(messageId)).toMatchObject({ resendOf: 'soft', attempts: 1 });
    expect(await statusOf('soft')).toMatchObject({ resends: [{ messageId, state: 'bounced' }] });

    const thrice = await run('resend', 'soft', '--file', file, '--yes');
    expect([thrice.code, thrice.out]).toEqual([3, expect.stringContaining('bounced again')]);
    await writeFile(file, JSON.stringify({ ...mail, text: 'Another' }));
    expect((await run('resend', 'soft', '--file', file, '--yes')).code).toBe(3);
  });

  it.each([
    ['a queue', ['dead-letters', 'list', '--queue', 'typo'], 2],
    ['a stream', ['held', 'list', '--tenant', 'acme', '--stream', 'typo'], 2],
    ['a state', ['messages', 'search', '--state', 'typo'], 2],
    ['a tenant to pause', ['pause', 'typo', '--why', 'a drill'], 3],
    ['a message', ['explain', 'why', 'typo'], 3],
  ])('refuses the name of %s that there is none of', async (_, words, code) => {
    const told = await run(...words);

    expect([told.code, told.out + told.err]).toEqual([code, expect.stringMatching(/\S/)]);
  });
});
