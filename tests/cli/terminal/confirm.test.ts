import { describe, expect, it } from '@jest/globals';
import { confirmWith } from '../../../cli/terminal/confirm.ts';
import { capturedIo } from '../captured-io.ts';

const typed = ['tenants', 'remove', 'acme', '--why', "it's over"];
const asker = (canAsk: boolean, answer = false) => {
  const asked: string[] = [];
  return {
    canAsk,
    asked,
    confirm: async (question: string) => {
      asked.push(question);
      return answer;
    },
  };
};

describe('confirmWith', () => {
  it.each([true, false])('goes on at a yes, and ends with 1 at a no: %s', async (answer) => {
    const io = capturedIo();
    const person = asker(true, answer);

    expect(await confirmWith(io, person, typed)('Remove acme?', {})).toEqual(
      answer ? { kind: 'confirmed' } : { kind: 'refused', exitCode: 1 },
    );
    expect(person.asked).toEqual(['Remove acme?']);
    expect(io.err).toEqual(answer ? [] : ['Nothing was done.']);
  });

  it('asks nothing with --yes', async () => {
    const person = asker(false);

    expect(await confirmWith(capturedIo(), person, typed)('Remove acme?', { yes: true })).toEqual({
      kind: 'confirmed',
    });
    expect(person.asked).toEqual([]);
  });

  it('refuses with 2 where nobody can be asked, and says what to run', async () => {
    const io = capturedIo();

    expect(await confirmWith(io, asker(false), typed)('Remove acme?', {})).toEqual({
      kind: 'refused',
      exitCode: 2,
    });
    expect(io.err).toEqual([
      'Remove acme?',
      'Nothing was done, because nobody can be asked here. To do it, run:',
      '  npx ses-pipeline tenants remove acme --why "it\'s over" --yes',
    ]);
  });
});
