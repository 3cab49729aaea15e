import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { typedCommand } from '../../../cli/terminal/typed-command.ts';

describe('typedCommand', () => {
  it.each([
    [['release', 'acme'], 'npx ses-pipeline release acme --yes'],
    [['resume', '*', '--why', 'a b'], "npx ses-pipeline resume '*' --why 'a b' --yes"],
    [
      ['suppressions', 'remove', '--', '-a@b.c'],
      'npx ses-pipeline suppressions remove --yes -- -a@b.c',
    ],
    [['send', '--text', ''], "npx ses-pipeline send --text '' --yes"],
  ])('of %j', (words, typed) => {
    expect(typedCommand(words, '--yes')).toBe(typed);
  });

  it('is read by a shell as the words that were typed', () => {
    const text = fc.string({ maxLength: 12 }).filter((word) => !word.includes('\0'));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 5 }), (words) => {
        const command = typedCommand(words).replace('npx ses-pipeline', `printf '%s\\0'`);
        const read =
          words.length === 0 ? '' : execFileSync('bash', ['-c', command], { encoding: 'utf8' });

        expect(read.split('\0').slice(0, -1)).toEqual(words);
      }),
      { numRuns: 60 },
    );
  });
});
