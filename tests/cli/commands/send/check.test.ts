import { describe, expect, it } from '@jest/globals';
import { check } from '../../../../cli/commands/send/check.ts';
import { checkTools } from '../../../../cli/commands/send/check-tools.ts';
import type { SendOptions } from '../../../../cli/commands/send/compose-message.ts';
import { capturedIo } from '../../captured-io.ts';

const newsletter: SendOptions = {
  ...{ from: 'news@example.com', to: ['ada@example.org'], stream: 'marketing' },
  ...{ subject: 'News', text: 'Hello' },
};
const leaving = { ...newsletter, text: 'To leave: {{unsubscribeUrl}}' };
const noLink =
  'text: has no {{unsubscribeUrl}}; Gmail and Yahoo ask for a visible link to unsubscribe in the mail, beside the headers';

const checked = async (options: SendOptions) => {
  const io = capturedIo();
  const exitCode = await check(options, { ...io, ...checkTools });
  return { exitCode, printed: io.out, errors: io.err };
};

describe('send --check', () => {
  it('says that a message is valid, and that nothing was sent', async () => {
    expect(await checked(leaving)).toEqual({
      exitCode: 0,
      printed: ['The message is valid. Nothing was sent.'],
      errors: [],
    });
  });

  it('warns of marketing mail without a visible link, and exits with 0', async () => {
    expect(await checked(newsletter)).toMatchObject({
      exitCode: 0,
      errors: [`Warning: ${noLink}.`],
    });
  });

  it.each(['transactional', 'notifications'])('wants no link in mail of %s', async (stream) => {
    expect((await checked({ ...newsletter, stream })).errors).toEqual([]);
  });

  it('prints warnings as JSON with their field', async () => {
    const { printed } = await checked({ ...newsletter, json: true });

    expect(printed.map((line) => JSON.parse(line))).toEqual([
      { messageId: null, problems: [], warnings: [{ field: 'text', says: noLink }] },
    ]);
  });

  it('names every problem of an invalid message', async () => {
    const { exitCode, errors } = await checked({ ...newsletter, to: ['ada'], from: 'news' });

    expect(exitCode).toBe(3);
    expect(errors.join('\n')).toMatch(/from:[\s\S]*to/);
  });

  it('refuses to wait for a mail that is not sent', async () => {
    expect(await checked({ ...newsletter, wait: true })).toMatchObject({
      exitCode: 2,
      errors: ['--check sends nothing, so there is nothing to --wait for.'],
    });
  });
});
