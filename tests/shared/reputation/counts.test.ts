import { describe, expect, it } from '@jest/globals';
import {
  addTallies,
  type Counts,
  isSameTally,
  nameOfStream,
  streamOfName,
  sumCounts,
  type Tally,
} from '../../../shared/reputation/counts.ts';

const counts = (sent: number, bounced: number, complained: number): Counts => ({
  sent,
  bounced,
  complained,
});
const tally = (entries: Readonly<Record<string, Counts>>): Tally =>
  new Map(Object.entries(entries));

describe('counts', () => {
  it('adds each count up for itself; nothing adds up to nothing', () => {
    expect(sumCounts([counts(100, 10, 1), counts(200, 20, 2)])).toEqual(counts(300, 30, 3));
    expect(sumCounts([])).toEqual(counts(0, 0, 0));
  });

  it('adds tallies up name by name', () => {
    const sums = addTallies([
      tally({ a: counts(1, 2, 3), b: counts(5, 0, 0) }),
      tally({ a: counts(10, 20, 30) }),
    ]);

    expect(sums).toEqual(tally({ a: counts(11, 22, 33), b: counts(5, 0, 0) }));
  });

  it.each([
    ['the same counts', { a: counts(1, 2, 3) }, true],
    ['another sent', { a: counts(9, 2, 3) }, false],
    ['another bounced', { a: counts(1, 9, 3) }, false],
    ['another complained', { a: counts(1, 2, 9) }, false],
    ['another name', { b: counts(1, 2, 3) }, false],
    ['one name more', { a: counts(1, 2, 3), b: counts(0, 0, 0) }, false],
    ['one name less', {}, false],
  ])('compares tallies: %s', (_, other, isSame) => {
    expect(isSameTally(tally({ a: counts(1, 2, 3) }), tally(other))).toBe(isSame);
  });

  it.each([
    ['acme', 'bulk', false, 'acme#bulk'],
    ['acme', 'bulk', true, 'acme#bulk#elsewhere'],
    ['*', '-', false, '*#-'],
    ['*', '-', true, '*#-#elsewhere'],
  ])('names the stream of %s %s, elsewhere: %s, and reads the name back', (...given) => {
    const [tenantId, stream, isElsewhere, name] = given;

    expect(nameOfStream(tenantId, stream, isElsewhere)).toBe(name);
    expect(streamOfName(name)).toEqual({ tenantId, stream, isElsewhere });
  });

  it('a stream is of the own account unless it says otherwise', () => {
    expect(nameOfStream('acme', 'bulk')).toBe('acme#bulk');
  });
});
