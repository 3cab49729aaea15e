import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  areAllLate,
  conclude,
  type JobResult,
  latestStart,
  leaveAll,
  leaveUnfitting,
  newPacedJobs,
  type PacedJob,
  putBack,
  takeChunk,
  takeHeir,
} from '../../../shared/pacing/paced-jobs.ts';

interface NamedJob extends PacedJob {
  readonly name: string;
}

/**
 * `a` takes one slot, `b3` takes three, `c3-2` takes three of which the quota does not count two.
 */
const job = (text: string): NamedJob => {
  const [, name = '', recipients = '1', exempt = '0'] =
    /^([a-z])(\d+)?(?:-(\d+))?$/.exec(text) ?? [];
  return { name, recipients: Number(recipients), exempt: Number(exempt) };
};

const jobs = (text: string): readonly NamedJob[] => text.split(' ').filter(Boolean).map(job);

const names = (some: Iterable<NamedJob>): string => [...some].map(({ name }) => name).join(' ');

const slot = { atMs: 10_000, intervalMs: 100, latenessMs: 300 };

describe('takeChunk', () => {
  it.each([
    ['a b c', 2, 'a b', 2, 0],
    ['a b c', 5, 'a b c', 3, 0],
    ['a3 b', 2, 'a', 3, 0],
    ['a b3 c', 3, 'a', 1, 0],
    ['a3-2 b', 4, 'a b', 4, 2],
    ['', 4, '', 0, 0],
  ])('of %s takes for %d recipients: %s', (waiting, size, taken, recipients, exempt) => {
    const all = newPacedJobs(jobs(waiting));
    const chunk = takeChunk(all, size);

    expect([names(chunk.jobs), chunk.recipients, chunk.exempt]).toEqual([
      taken,
      recipients,
      exempt,
    ]);
    expect(names([...chunk.jobs, ...all.pending])).toBe(names(jobs(waiting)));
  });

  it('does not charge the quota twice for a job that needs another slot', () => {
    const all = newPacedJobs(jobs('a3 b'));
    const [first] = all.pending;
    if (first !== undefined) all.counted.add(first);

    expect(takeChunk(all, 4)).toMatchObject({ recipients: 4, exempt: 3 });
  });

  it('makes the chunk that got no slots the next again', () => {
    const all = newPacedJobs(jobs('a b c'));
    putBack(all, takeChunk(all, 2));

    expect(names(all.pending)).toBe('a b c');
  });
});

describe('conclude', () => {
  const results: readonly (readonly [JobResult, string, string, string])[] = [
    [{ kind: 'finished' }, 'nothing', 'b c', ''],
    [{ kind: 'unused' }, 'pass the slot on', 'b c', ''],
    [{ kind: 'throttled' }, 'cut the margin', 'b c a', ''],
    [{ kind: 'late' }, 'nothing', 'a b c', ''],
    [{ kind: 'stop', untilMs: 7 }, 'nothing', 'b c', 'a'],
  ];

  it.each(results)('of a job that ended as %j: %s', (result, next, pending, left) => {
    const [first, ...others] = jobs('a b c');
    const all = newPacedJobs(others);

    expect(first && conclude(all, first, result)).toBe(next);
    expect(names(all.pending)).toBe(pending);
    expect(names(all.left.map((one) => one.job))).toBe(left);
    expect(all.stopUntilMs).toBe(result.kind === 'stop' ? 7 : undefined);
  });

  it('lets a job that was late five times leave whenever it is ready', () => {
    const one = job('a');
    const all = newPacedJobs([one]);
    const until = [1, 2, 3, 4, 5, 6].map(() => {
      const untilMs = latestStart(all, one, slot);
      conclude(all, one, { kind: 'late' });
      return untilMs;
    });

    expect(until).toEqual([10_300, 10_300, 10_300, 10_300, 10_300, Number.POSITIVE_INFINITY]);
  });

  it('knows when every job that waits was late before', () => {
    const [late = job('a'), fresh = job('b')] = jobs('a b');
    const all = newPacedJobs<NamedJob>([]);
    conclude(all, late, { kind: 'late' });

    expect(areAllLate(all)).toBe(true);
    all.pending.push(fresh);
    expect(areAllLate(all)).toBe(false);
  });
});

describe('takeHeir', () => {
  it.each([
    ['a', 'b', 'b'],
    ['a', 'b2 c', 'c'],
    ['a2', 'b2', 'b'],
    ['a3-2', 'b3 c3-2', 'c'],
    ['a3-2', 'b2 c', 'c'],
    ['a', 'b2', undefined],
    ['a', '', undefined],
  ])('gives the slot of %s, while %s wait, to %s', (leaving, waiting, heir) => {
    const all = newPacedJobs(jobs(waiting));

    expect(takeHeir(all, job(leaving))?.name).toBe(heir);
    expect(all.pending.some(({ name }) => name === heir)).toBe(false);
  });
});

describe('leaveUnfitting', () => {
  it.each([
    ['a b3 c', 2, 'a c', 'b'],
    ['a3 b3-3 c', 0, 'b', 'a c'],
    ['a b c', 3, 'a b c', ''],
  ])('of %s, with a quota of %d, keeps %s', (waiting, room, kept, left) => {
    const all = newPacedJobs(jobs(waiting));
    leaveUnfitting(all, room, 99);

    expect(names(all.pending)).toBe(kept);
    expect(names(all.left.map((one) => one.job))).toBe(left);
    expect(all.left.every(({ untilMs }) => untilMs === 99)).toBe(true);
  });
});

describe('the jobs of a run', () => {
  it('are each in one place, whatever happens to them', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('take' as const), size: fc.integer({ min: 1, max: 8 }) }),
      fc.record({ kind: fc.constant('leave' as const), room: fc.integer({ min: 0, max: 8 }) }),
      fc.record({ kind: fc.constantFrom('finished', 'unused', 'throttled', 'late', 'stop') }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.record({ recipients: fc.integer({ min: 1, max: 5 }) }), { maxLength: 12 }),
        fc.array(step, { maxLength: 40 }),
        (some, steps) => {
          const all = newPacedJobs(some);
          const underWay: PacedJob[] = [];
          const gone: PacedJob[] = [];
          for (const one of steps) {
            if ('size' in one) underWay.push(...takeChunk(all, one.size).jobs);
            else if ('room' in one) leaveUnfitting(all, one.room, 0);
            else {
              const [ending] = underWay.splice(0, 1);
              if (ending === undefined) continue;
              const next = conclude(all, ending, { kind: one.kind, untilMs: 0 } as JobResult);
              if (one.kind === 'finished' || one.kind === 'unused') gone.push(ending);
              const heir = next === 'pass the slot on' ? takeHeir(all, ending) : undefined;
              if (heir !== undefined) underWay.push(heir);
            }
          }
          leaveAll(all, 0);
          const places = [...underWay, ...gone, ...all.left.map((one) => one.job)];
          expect(places).toHaveLength(some.length);
          expect(new Set(places)).toEqual(new Set(some));
        },
      ),
    );
  });
});
