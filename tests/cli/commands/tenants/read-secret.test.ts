import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { readSecret } from '../../../../cli/commands/tenants/read-secret.ts';

const source = (isTTY: boolean) => {
  const input = Object.assign(new PassThrough(), { isTTY });
  const shown: string[] = [];
  return { input, shown, output: { write: (text: string) => shown.push(text) } };
};

describe('readSecret', () => {
  it.each([
    ['hush\n', 'hush'],
    ['hush\r\n', 'hush'],
    ['hush', 'hush'],
    ['', ''],
  ])(
    'reads %j from standard input without its line break, and prompts nobody',
    async (text, secret) => {
      const { input, output, shown } = source(false);
      input.end(text);

      expect(await readSecret({ input, output })).toBe(secret);
      expect(shown).toEqual([]);
    },
  );

  it('reads no more than a secret can have', async () => {
    const { input, output } = source(false);
    input.end('x'.repeat(1_001));

    expect(await readSecret({ input, output })).toBeUndefined();
  });

  it('prompts on a terminal, and shows nothing of what is typed', async () => {
    const { input, output, shown } = source(true);
    const reading = readSecret({ input, output });
    for (const typed of 'hush\r') input.write(typed);

    expect(await reading).toBe('hush');
    expect(shown).toEqual(['Secret access key (not shown): ', '\n']);
  });

  it.each([
    ['Ctrl-C', '\u0003'],
    ['the end of the input', '\u0004'],
  ])('is broken off by %s', async (_, typed) => {
    const { input, output } = source(true);
    const reading = readSecret({ input, output });
    input.write(typed);

    expect(await reading).toBeUndefined();
  });
});
