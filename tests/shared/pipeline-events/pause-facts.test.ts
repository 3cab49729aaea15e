import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type PausesToPublish, pauseNews } from '../../../shared/pipeline-events/pause-facts.ts';

const noon = Date.UTC(2026, 10, 21, 12);

const tenant = (changes: Partial<PausesToPublish>): PausesToPublish => ({
  tenantId: 'acme',
  pauses: new Map(),
  resumes: new Map(),
  published: new Map(),
  ...changes,
});

const newsOf = (changes: Partial<PausesToPublish>) => {
  const { facts, published } = pauseNews(tenant(changes), noon);
  return { bodies: facts.map(({ body }) => body), published: [...published] };
};

describe('pause-facts', () => {
  it('publishes a pause that services do not know, with its scope, its pauser and its start', () => {
    const pauses = new Map([['marketing', { by: 'guard' as const, since: noon - 60_000 }]]);

    expect(newsOf({ pauses })).toEqual({
      bodies: [
        {
          type: 'tenant-paused',
          tenantId: 'acme',
          scope: 'marketing',
          by: 'guard',
          time: '2026-11-21T11:59:00.000Z',
        },
      ],
      published: [['marketing', noon - 60_000]],
    });
  });

  it('publishes the end of a pause that services know', () => {
    const resumes = new Map([['*', { by: 'operator' as const, since: noon - 1_000 }]]);

    expect(newsOf({ resumes, published: new Map([['*', noon - 60_000]]) })).toEqual({
      bodies: [
        {
          type: 'tenant-resumed',
          tenantId: 'acme',
          scope: '*',
          by: 'operator',
          time: '2026-11-21T11:59:59.000Z',
        },
      ],
      published: [],
    });
  });

  it('publishes the end of a pause of which nothing is left, with the present time', () => {
    const { bodies } = newsOf({ published: new Map([['by-ses', 1]]) });

    expect(bodies).toEqual([
      {
        type: 'tenant-resumed',
        tenantId: 'acme',
        scope: 'by-ses',
        time: '2026-11-21T12:00:00.000Z',
      },
    ]);
  });

  it('publishes no pause that began and ended unseen', () => {
    const resumes = new Map([['*', { by: 'operator' as const, since: noon }]]);

    expect(newsOf({ resumes })).toEqual({ bodies: [], published: [] });
  });

  it('has nothing to publish of what it says services know', () => {
    const since = fc.nat(1e12);
    const scope = fc.constantFrom('*', 'switched-off', 'by-ses', 'marketing');
    const pauses = fc.array(fc.tuple(scope, fc.record({ by: fc.constant('ses' as const), since })));

    fc.assert(
      fc.property(pauses, fc.array(fc.tuple(scope, since)), (paused, known) => {
        const before = tenant({ pauses: new Map(paused), published: new Map(known) });
        const { published } = pauseNews(before, noon);

        expect(pauseNews({ ...before, published }, noon).facts).toEqual([]);
      }),
    );
  });

  it('gives a repeat the same marks, and the next pause of the scope others', () => {
    const marksAt = (since: number) =>
      pauseNews(tenant({ pauses: new Map([['*', { by: 'operator', since }]]) }), noon).facts.map(
        ({ marks }) => marks,
      );

    expect(marksAt(1)).toEqual(marksAt(1));
    expect(marksAt(1)).not.toEqual(marksAt(2));
  });
});
