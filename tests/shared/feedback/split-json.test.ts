import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitJson } from '../../../shared/feedback/split-json.ts';

describe('split-json', () => {
  it.each([
    ['', [], ''],
    [' \n', [], ''],
    ['{}', ['{}'], ''],
    [' {} ', ['{}'], ''],
    ['{}{}', ['{}', '{}'], ''],
    ['[]{}', ['[]', '{}'], ''],
    ['{"a":"}"}{"b":"\\""}', ['{"a":"}"}', '{"b":"\\""}'], ''],
    ['{"a":"\\\\"}{}', ['{"a":"\\\\"}', '{}'], ''],
    ['{"a":[{}]}\n[1]', ['{"a":[{}]}', '[1]'], ''],
    ['{} x {}', ['{}'], 'x {}'],
    ['{}{', ['{}'], '{'],
    ['{}}', ['{}'], '}'],
    ['{}"{"', ['{}'], '"{"'],
    ['{"a', [], '{"a'],
    ['{"a\\', [], '{"a\\'],
    ['x', [], 'x'],
    ['7', [], '7'],
  ])('takes %j for the documents %j, and %j after them', (text, documents, rest) => {
    expect(splitJson(text)).toEqual({ documents, rest });
  });

  it('loses no character but white space, whatever the text', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[{}[\]"\\ax \n]{0,40}$/), (text) => {
        const { documents, rest } = splitJson(text);
        const bare = (one: string) => one.replace(/\s/g, '');

        expect(bare(documents.join('') + rest)).toBe(bare(text));
      }),
    );
  });
});
