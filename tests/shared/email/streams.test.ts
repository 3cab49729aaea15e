import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  basicStreams,
  defaultStream,
  factsOf,
  namesOf,
  streamForm,
  streamsWith,
  unsubscribedIn,
} from '../../../shared/email/streams.ts';

const all = [...basicStreams];

describe('the streams that every deployment has', () => {
  it('send only transactional mail on the fast lane', () => {
    expect(all.filter(([, { lane }]) => lane === 'transactional').map(([name]) => name)).toEqual([
      'transactional',
    ]);
  });

  it('hold only marketing when it is not known whether a mail went out', () => {
    const held = all.filter(([, { onUnknownOutcome }]) => onUnknownOutcome === 'hold');

    expect(held.map(([name]) => name)).toEqual(['marketing']);
  });

  it('have a configuration set each, and nobody leaves one until a deployment says so', () => {
    expect(new Set(all.map(([, { configurationSet }]) => configurationSet)).size).toBe(all.length);
    expect(unsubscribedIn(basicStreams).size).toBe(0);
  });

  it('are the default of a message on their lane', () => {
    for (const lane of ['transactional', 'bulk'] as const)
      expect(factsOf(basicStreams, defaultStream(lane)).lane).toBe(lane);
  });

  it('are named in a sentence', () => {
    expect(namesOf(basicStreams)).toBe('transactional, notifications and marketing');
  });
});

describe('a stream of a deployment’s own', () => {
  it('is known to a producer by its lane, and changes none of the others', () => {
    const streams = streamsWith({ receipts: 'transactional', marketing: 'transactional' });

    expect(streams.get('receipts')?.lane).toBe('transactional');
    expect(streams.get('marketing')).toEqual(basicStreams.get('marketing'));
  });

  it('is not there until it is named', () => {
    expect(() => factsOf(basicStreams, 'receipts')).toThrow(RangeError);
  });

  it.each(['a', 'receipts', 'order-updates', 'a1-b2', 'a'.repeat(32)])(
    'may be called %s',
    (name) => {
      expect(streamForm.test(name)).toBe(true);
    },
  );

  it.each(['', '-', '1a', 'a-', 'a--b', 'a-1', 'A', 'a b', 'a_b', 'a#b', '*', 'a'.repeat(33)])(
    'may not be called %j',
    (name) => {
      expect(streamForm.test(name)).toBe(false);
    },
  );

  it('has no name that could be mistaken for a part of a key or a path', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        if (streamForm.test(name)) expect(name).toMatch(/^[a-z0-9-]+$/);
      }),
    );
  });
});
