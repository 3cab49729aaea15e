import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { readSecret } from '../../../cli/terminal/read-secret.ts';
import { until } from '../../support/until.ts';

const source = (isTTY: boolean) => {
  const input = Object.assign(new PassThrough(), { isTTY, setRawMode: () => {} });
  const shown: string[] = [];
  const output = Object.assign(new PassThrough(), { isTTY, columns: 80 });
  output.on('data', (data) => void shown.push(String(data)));
  return { input, shown, output };
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
    const reading = readSecret({ input, output, prompt: 'Password' });
    await until('the prompt', () => shown.join('').includes('Password'));
    for (const typed of 'hush\r') input.write(typed);

    expect(await reading).toBe('hush');
    expect(shown.join('')).not.toContain('hush');
  });

  it('is broken off by Ctrl-C', async () => {
    const { input, output, shown } = source(true);
    const reading = readSecret({ input, output });
    await until('the prompt', () => shown.join('').includes('Secret access key'));
    input.write('\u0003');

    expect(await reading).toBeUndefined();
  });
});
