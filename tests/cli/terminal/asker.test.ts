import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { askerOn } from '../../../cli/terminal/asker.ts';
import { until } from '../../support/until.ts';

/** A person at a terminal, who types when the question is there. */
const personWho = (isTTY: boolean) => {
  const input = Object.assign(new PassThrough(), { isTTY, setRawMode: () => {} });
  const output = Object.assign(new PassThrough(), { isTTY, columns: 80 });
  let shown = '';
  output.on('data', (data) => {
    shown += stripVTControlCharacters(String(data));
  });
  return {
    asker: askerOn({ input, output }),
    shown: () => shown,
    types: async (question: string, ...keys: readonly string[]) => {
      await until(question, () => shown.includes(question));
      for (const key of keys) input.write(key);
    },
  };
};

const [enter, ctrlC] = ['\r', '\u0003'];

describe('askerOn', () => {
  it.each([
    [['y'], true],
    [[enter], false],
    [['n'], false],
    [[ctrlC], false],
  ])('takes the keys %j at a question of yes and no for %s', async (keys, expected) => {
    const { asker, types } = personWho(true);
    const [answer] = await Promise.all([asker.confirm('Really?'), types('Really?', ...keys)]);

    expect(answer).toBe(expected);
  });

  it('reads text, and says what is wrong with it', async () => {
    const { asker, types, shown } = personWho(true);
    const question = {
      message: 'Region?',
      problemOf: (text: string) => (text === 'eu' ? 'Write eu-west-1.' : undefined),
    };
    const typing = async () => {
      await types('Region?', 'e', 'u', enter);
      await types('Write eu-west-1.', '-', 'x', enter);
    };
    const [answer] = await Promise.all([asker.text(question), typing()]);

    expect(answer).toBe('eu-x');
    expect(shown()).toContain('Write eu-west-1.');
  });

  it('never shows a secret', async () => {
    const { asker, types, shown } = personWho(true);
    const [answer] = await Promise.all([
      asker.secret('Secret?'),
      types('Secret?', ...'hunter2', enter),
    ]);

    expect(answer).toBe('hunter2');
    expect(shown()).not.toMatch(/hunter2|unter/);
  });

  it('lets choose', async () => {
    const { asker, types } = personWho(true);
    const values = [{ value: 'none' }, { value: 'strict', hint: 'pauses early' }];
    const [answer] = await Promise.all([
      asker.choice({ message: 'Policy?', values }),
      types('Policy?', '\u001b[B', enter),
    ]);

    expect(answer).toBe('strict');
  });

  it('asks nothing where nobody sits', async () => {
    const { asker, shown } = personWho(false);

    expect(asker.canAsk).toBe(false);
    expect(await asker.confirm('Really?')).toBe(false);
    expect(await asker.text({ message: 'Region?' })).toBeUndefined();
    expect(await asker.secret('Secret?')).toBeUndefined();
    expect(shown()).toBe('');
  });
});
