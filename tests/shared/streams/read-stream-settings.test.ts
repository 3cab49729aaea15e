import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readStreamSettings } from '../../../shared/streams/read-stream-settings.ts';

const problemsOf = (value: unknown): readonly string[] => {
  const reading = readStreamSettings(typeof value === 'string' ? value : JSON.stringify(value));
  return reading.kind === 'wrong' ? reading.problems : [];
};

describe('the parameter streams', () => {
  it('may be empty, and takes what each stream is to be', () => {
    expect(readStreamSettings('')).toEqual({ kind: 'read', settings: new Map() });
    expect(
      readStreamSettings(
        '{"receipts":{"lane":"transactional","tls":"REQUIRE","pool":"own"},"marketing":{"title":"News"}}',
      ),
    ).toEqual({
      kind: 'read',
      settings: new Map([
        ['receipts', { lane: 'transactional', tls: 'REQUIRE', pool: 'own' }],
        ['marketing', { title: 'News' }],
      ]),
    });
  });

  it.each([
    ['{', /^is no JSON object; write \{"receipts"/],
    ['[]', /^is no JSON object/],
    [{ 'a-1': { lane: 'bulk' } }, /^a-1: is no name for a stream; use 1 to 32 of a-z/],
    [{ 'by-ses': { lane: 'bulk' } }, /^by-ses: has a meaning of its own; choose another name/],
    [{ 'switched-off': { lane: 'bulk' } }, /^switched-off: has a meaning of its own/],
    [{ constructor: { lane: 'bulk' } }, /^constructor: has a meaning of its own/],
    [{ receipts: {} }, /^receipts\.lane: is missing; give transactional or bulk$/],
    [{ receipts: 7 }, /^receipts: is no object of settings/],
    [{ receipts: { lane: 'fast' } }, /^receipts\.lane: is none of transactional, bulk; use one/],
    [{ receipts: { lane: 'bulk', tls: 'yes' } }, /^receipts\.tls: is none of OPTIONAL, REQUIRE/],
    [{ receipts: { lane: 'bulk', pool: 'a b' } }, /^receipts\.pool: is no name of a dedicated IP/],
    [
      { receipts: { lane: 'bulk', colour: 1 } },
      /^receipts\.colour: is no setting; there are lane,/,
    ],
    [{ receipts: { lane: 'bulk', title: 'a\nb' } }, /^receipts\.title: has to be 1 to 60/],
    [{ marketing: { lane: 'bulk' } }, /^marketing\.lane: is the same in every deployment/],
    [
      { transactional: { unsubscribe: true } },
      /^transactional\.unsubscribe: would let people leave/,
    ],
    [
      { old: { lane: 'bulk', configurationSet: 'legacy', tls: 'REQUIRE' } },
      /^old\.configurationSet: exists already, so the deployment does not change it/,
    ],
  ])('says of %j where it is wrong and what to do', (value, problem) => {
    expect(problemsOf(value)).toEqual([expect.stringMatching(problem)]);
  });

  it('tells all problems at once, and takes twelve streams of its own', () => {
    const many = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`s${index}`, { lane: 'bulk' }]),
      );

    expect(problemsOf({ a: {}, b: { lane: 'bulk', track: 'all of it' } })).toHaveLength(2);
    expect(problemsOf(many(12))).toEqual([]);
    expect(problemsOf({ ...many(12), marketing: { track: 'all' } })).toEqual([]);
    expect(problemsOf(many(13))).toEqual(['names 13 streams of its own; name at most 12']);
  });

  it('never throws, and shows at most a name of what it was given', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        for (const problem of problemsOf(text)) expect(problem.length).toBeLessThan(400);
      }),
    );
  });
});
