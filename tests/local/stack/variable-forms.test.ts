import { execFileSync } from 'node:child_process';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dotenvLine, powerShellLine, shellLine } from '../../../local/stack/variable-forms.ts';
import { isHere } from '../../support/foreign-programs.ts';

/** Any text that a variable can hold. */
const value = fc
  .string({ unit: 'binary', maxLength: 30 })
  .map((text) => text.replaceAll('\0', ''))
  // What UTF-8 can hold.
  .filter((text) => text.isWellFormed());
const awkward = fc.stringMatching(/^[ '"\\$`#=!\n\r{}a’‘%]{0,12}$/);

describe('variable-forms', () => {
  it('set in a shell exactly what is given', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(value, awkward), { maxLength: 40 }), (values) => {
        const lines = values.map((one, index) => shellLine(`V${index}`, one));
        const script = [...lines, 'env -0'].join('\n');
        const out = execFileSync('sh', ['-c', script], { env: { PATH: process.env.PATH ?? '' } });
        const set = new Map(
          out
            .toString('utf8')
            .split('\0')
            .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
        );

        expect(values.map((_, index) => set.get(`V${index}`))).toEqual(values);
      }),
      { numRuns: 30 },
    );
  });

  it('mean in a dotenv file exactly what is given, or are left out', () => {
    fc.assert(
      fc.property(fc.oneof(value, awkward), (one) => {
        const line = dotenvLine('NAME', one);
        fc.pre(line !== undefined);
        expect(parseEnv(`BEFORE=1\n${line}\nAFTER=2\n`)).toEqual({
          BEFORE: '1',
          NAME: one,
          AFTER: '2',
        });
      }),
    );
  });

  it.each([
    ['http://127.0.0.1:4566/000000000000/q', 'NAME=http://127.0.0.1:4566/000000000000/q'],
    ['', 'NAME='],
    ['/home/a b/#1', "NAME='/home/a b/#1'"],
    ["/home/o'neil", `NAME="/home/o'neil"`],
    ['two\nlines', undefined],
    [`'"`, undefined],
  ])('writes %j into a dotenv file as %j', (text, line) => {
    expect(dotenvLine('NAME', text)).toBe(line);
  });

  it.each([
    ['plain', "$env:NAME = 'plain'"],
    ["o'neil", "$env:NAME = 'o''neil'"],
    ['a ’quoted‘ ‚word‛', "$env:NAME = 'a ’’quoted‘‘ ‚‚word‛‛'"],
    ['$HOME `n "x"', '$env:NAME = \'$HOME `n "x"\''],
  ])('writes %j for PowerShell as %s', (text, line) => {
    expect(powerShellLine('NAME', text)).toBe(line);
  });

  it('set in PowerShell exactly what is given', () => {
    if (!isHere('the form for PowerShell', 'pwsh', '--version')) return;
    const text = `o'neil ’ $HOME "x" \`n`;
    const out = execFileSync('pwsh', [
      ...['-NoProfile', '-Command', `${powerShellLine('NAME', text)}; [Console]::Write($env:NAME)`],
    ]);

    expect(out.toString('utf8')).toBe(text);
  });
});
