import { describe, expect, it } from '@jest/globals';
import { checkMessage } from '../../../../cli/commands/send/check-message.ts';
import type { SendOptions } from '../../../../cli/commands/send/send-io.ts';
import type { CheckFacts } from '../../../../shared/checking/check-facts.ts';
import { cannotTell, known } from '../../../../shared/following/path-facts.ts';
import { goodFacts } from '../../../shared/checking/check-world.ts';
import { capturedIo } from '../../captured-io.ts';

const simple: SendOptions = {
  from: 'hello@example.com',
  to: ['ada@example.org', 'bob@example.org'],
  subject: 'Hi',
  text: 'Hello',
};

const files: Readonly<Record<string, string>> = {
  'message.json':
    '{"from":"a@example.com","to":["b@example.org"],"template":{"name":"W","data":{"n":653247040368672769}}}',
  'bulk.json':
    '{"from":"a@example.com","subject":"Hi","text":"Hello","destinations":[{"to":["b@example.org"]},{"to":["c"]}]}',
};

const run = async (options: SendOptions, facts: Partial<CheckFacts> = {}) => {
  const io = capturedIo();
  const code = await checkMessage(options, {
    ...io,
    readFile: async (path) => Buffer.from(files[path] ?? ''),
    readStreams: io.streams,
    readFacts: async () => ({ ...goodFacts, ...facts }),
    hint: 'Ask a pipeline.',
    now: () => goodFacts.nowMs,
    newId: () => 'id-1',
  });
  return { code, out: io.out, err: io.err };
};

const oneSuppressed = { suppressed: known(new Set(['bob@example.org'])) };

describe('send --check', () => {
  it('says that nothing speaks against a mail', async () => {
    expect(await run(simple)).toEqual({ code: 0, out: ['Nothing speaks against it.'], err: [] });
  });

  it('prints warnings, and ends well', async () => {
    const { code, out } = await run(simple, oneSuppressed);

    expect(code).toBe(0);
    expect(out).toEqual([
      'It would be sent, but:',
      '  warning  to[1]: 1 of 2 recipients is suppressed and gets nothing: to[1]; take them off the list, or take the suppression back where it is wrong',
    ]);
  });

  it('prints every error, and ends with 3', async () => {
    const { code, out } = await run({ to: ['ada'] });

    expect(code).toBe(3);
    expect(out).toEqual([
      'It would not be sent:',
      '  error    to[0]: has no domain; write name@domain',
      '  error    message: has no content; give text, html, template or raw',
      '  error    subject: is missing; add it',
    ]);
  });

  it('says of several destinations which would get nothing', async () => {
    const { code, out } = await run({ file: 'bulk.json' });

    expect([code, out]).toEqual([
      3,
      [
        'It would not be sent to every destination:',
        '  error    destinations[1].to[0]: has no domain; write name@domain',
      ],
    ]);
    expect((await run({ file: 'bulk.json', subject: 'a\nb' })).out).toEqual([
      'It would not be sent:',
      expect.stringContaining('error    subject: '),
      '  error    destinations[1].to[0]: has no domain; write name@domain',
    ]);
  });

  it('names in one line what it could not judge', async () => {
    const unknown = { pause: cannotTell('x'), suppressed: cannotTell('x') };
    const { code, out, err } = await run(simple, unknown);

    expect([code, out]).toEqual([0, ['Nothing speaks against it.']]);
    expect(err).toEqual(['Not checked: suppressions, pause. Ask a pipeline.']);
  });

  it('prints {valid, findings} as JSON, with what it could not judge', async () => {
    const { out } = await run(
      { ...simple, json: true },
      { ...oneSuppressed, use: cannotTell('x') },
    );
    const { valid, findings } = JSON.parse(out.join(''));

    expect(out).toHaveLength(1);
    expect(valid).toBe(true);
    expect(findings).toMatchObject([{ severity: 'warning', rule: 'suppressions', field: 'to[1]' }]);
  });

  it('finds digits of a template that a number would lose', async () => {
    const { code, out } = await run({ file: 'message.json' });

    expect(code).toBe(3);
    expect(out[1]).toMatch(/^ {2}error {4}template\.data/);
  });

  it('refuses options that do not form a message, and --wait', async () => {
    expect((await run({ ...simple, header: ['x'] })).code).toBe(2);
    expect((await run({ ...simple, wait: '3' })).err).toEqual([
      '--check sends nothing that --wait could follow; leave one of them out.',
    ]);
  });
});
