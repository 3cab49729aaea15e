import { describe, expect, it } from '@jest/globals';
import { defaultStream, streamFacts, streams } from '../../../shared/email/streams.ts';

describe('streams', () => {
  it('sends only transactional mail on the fast lane', () => {
    expect(streams.filter((stream) => streamFacts[stream].lane === 'transactional')).toEqual([
      'transactional',
    ]);
  });

  it('holds only marketing when it is not known whether a mail went out', () => {
    expect(streams.filter((stream) => streamFacts[stream].onUnknownOutcome === 'hold')).toEqual([
      'marketing',
    ]);
  });

  it('gives every stream a configuration set of its own', () => {
    expect(new Set(streams.map((stream) => streamFacts[stream].configurationSet)).size).toBe(
      streams.length,
    );
  });

  it('defaults to a stream of the same lane', () => {
    expect(streamFacts[defaultStream('transactional')].lane).toBe('transactional');
    expect(streamFacts[defaultStream('bulk')].lane).toBe('bulk');
  });
});
