import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyCut, cutTo } from '../../../shared/pacing/cut.ts';
import type { Ledger } from '../../../shared/pacing/ledger.ts';
import type { LedgerStore } from '../../../shared/pacing/ledger-store.ts';
import type { LedgerMemory } from '../../../shared/pacing/ledger-view.ts';
import { newLedger } from '../../../shared/pacing/new-ledger.ts';
import { pace } from '../../../shared/pacing/pace.ts';
import type { JobResult } from '../../../shared/pacing/paced-jobs.ts';
import { rebase } from '../../../shared/pacing/rebase.ts';
import { minIntervalFor } from '../../../shared/pacing/ses-bucket.ts';
import { leadMs } from '../../../shared/pacing/slot.ts';
import { memoryLedger } from '../../fakes/memory-ledger.ts';
import { virtualClock } from '../../fakes/virtual-clock.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const reading = (rate: number, quota = 50_000) => ({
  max24Hours: quota,
  maxPerSecond: rate,
  sentLast24Hours: 0,
});
const fresh = (rate: number, quota?: number): Ledger => newLedger(reading(rate, quota), noon);

interface Job {
  readonly name: number;
  readonly recipients: number;
  readonly exempt?: number;
}

const jobs = (count: number, recipients = 1): readonly Job[] =>
  Array.from({ length: count }, (_, name) => ({ name, recipients }));

/** A worker over an in-memory ledger and a virtual clock that notes every send. */
const world = (ledger: Ledger | undefined, rate = 14, always?: number) => {
  const { clock, run } = virtualClock(noon);
  const memory = memoryLedger(ledger);
  // Well spread unless told otherwise, and the same in every run.
  let drawn = 0;
  const random = () => {
    drawn += 0.618_034;
    return always ?? drawn % 1;
  };
  const sends: {
    readonly job: Job;
    readonly slotMs: number;
    readonly untilMs: number;
    readonly calledMs: number;
  }[] = [];
  const departuresMs: number[] = [];
  /** How long the answers of the ledger take, one after the other; none when there are no more. */
  const answersMs: number[] = [];
  /** When slots were given that lay in the past then, as after a rest. */
  const restsMs: number[] = [];
  const reserve: LedgerStore['reserve'] = async (wish) => {
    if ((memory.now()?.tatMs ?? 0) < clock.now()) restsMs.push(clock.now());
    const answer = await memory.store.reserve(wish);
    await clock.sleepUntil(clock.now() + (answersMs.shift() ?? 0));
    return answer;
  };
  const ports = {
    ledger: { ...memory.store, reserve },
    getSendQuota: async () => reading(rate),
    clock,
    random,
  };
  const worker = (
    work: readonly Job[],
    options: {
      answer?: (job: Job, attempt: number) => JobResult;
      lastSendMs?: number;
      lane?: 'transactional' | 'bulk';
      takesSpare?: boolean;
      seen?: LedgerMemory;
      latencyMs?: number;
      /** How long it takes a job to be ready. */
      readyMs?: (job: Job, attempt: number) => number;
    } = {},
  ) =>
    pace(ports, options.seen ?? { last: undefined }, work, {
      lane: options.lane ?? 'transactional',
      isFullBatch: options.lane !== 'bulk',
      takesSpare: options.takesSpare ?? false,
      lastSendMs: options.lastSendMs ?? noon + 48_000,
      send: async (job, { fromMs: slotMs, untilMs }) => {
        sends.push({ job, slotMs, untilMs, calledMs: clock.now() });
        const attempt = sends.filter((send) => send.job === job).length;
        const answer = options.answer?.(job, attempt) ?? { kind: 'finished' };
        if (answer.kind === 'unused') return answer;
        await clock.sleepUntil(
          Math.max(slotMs, clock.now() + (options.readyMs?.(job, attempt) ?? 0)),
        );
        if (clock.now() > untilMs) return { kind: 'late' };
        departuresMs.push(clock.now());
        await clock.sleepUntil(clock.now() + (options.latencyMs ?? 60));
        return answer;
      },
    });
  return { clock, run, memory, answersMs, restsMs, sends, departuresMs, worker };
};

describe('pace', () => {
  it('sends every job once, in order, each at its slot', async () => {
    const { run, sends, worker } = world(fresh(10));

    const left = await run(worker(jobs(25)));

    expect(left).toEqual([]);
    expect(sends.map((send) => send.job.name)).toEqual(jobs(25).map((job) => job.name));
    sends.slice(1).forEach((send, index) => {
      expect(send.slotMs - (sends[index]?.slotMs ?? 0)).toBeCloseTo(100, 6);
    });
  });

  it('calls send a little before the slot, so that the claim is written when the slot comes', async () => {
    const { run, sends, worker } = world(fresh(1));

    await run(worker(jobs(3)));

    expect(sends.slice(1).map((send) => send.slotMs - send.calledMs)).toEqual([250, 250]);
  });

  it('counts recipients: a job with 30 takes 30 slots and goes out at the last of them', async () => {
    const { run, sends, worker, memory } = world(fresh(14));

    await run(worker([...jobs(1), ...jobs(1, 30)]));

    expect((sends[1]?.slotMs ?? 0) - (sends[0]?.slotMs ?? 0)).toBeGreaterThanOrEqual(
      (30 * 1000) / 14 - 1e-3,
    );
    expect(memory.now()?.quota).toBe(50_000 - 31);
  });

  it('writes the ledger once for a batch that a second of rate covers', async () => {
    const { run, worker, memory } = world(fresh(14));

    await run(worker(jobs(10)));

    expect(memory.writes.taken).toBe(1);
  });

  it.each([
    ['transactional', 2],
    ['bulk', 6],
  ] as const)(
    '%s lane: writes hardly ever in vain, whatever the workers saw before the batch that they are given next',
    async (lane, most) => {
      const { clock, run, worker, memory } = world(fresh(200));
      const batches = 10;
      const sendAll = async (seen: LedgerMemory) => {
        for (let batch = 0; batch < batches; batch += 1) {
          await worker(jobs(50), { seen, lane });
          // Time in which the others move on: what this one saw last is that nobody is ahead of it.
          await clock.sleepUntil(clock.now() + 400);
        }
      };

      await run(Promise.all(Array.from({ length: 3 }, () => sendAll({ last: undefined }))));

      expect(memory.writes.taken).toBe(3 * batches);
      expect(memory.writes.refused).toBeLessThanOrEqual(most);
    },
  );

  it('writes hardly ever in vain while the share of the rate climbs after a cut, which moves the interval every second', async () => {
    const full = fresh(200);
    const { clock, run, worker, memory } = world(
      applyCut(full, cutTo(full, { cutFrom: 1, lastCut: 0.1, cutAtMs: noon }, noon)),
    );
    const sendAll = async (seen: LedgerMemory) => {
      for (let batch = 0; batch < 10; batch += 1) {
        await worker(jobs(50), { seen });
        await clock.sleepUntil(clock.now() + 400);
      }
    };

    await run(Promise.all(Array.from({ length: 8 }, () => sendAll({ last: undefined }))));

    expect(memory.writes.taken).toBe(80);
    expect(memory.writes.refused).toBeLessThanOrEqual(8);
  });

  it('keeps many workers together within the rate, without overlap', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(1, 14, 200),
        fc.integer({ min: 1, max: 8 }),
        async (rate, workers) => {
          const { run, sends, worker } = world(fresh(rate));

          const left = (
            await run(Promise.all(Array.from({ length: workers }, () => worker(jobs(10)))))
          ).flat();

          expect(sends.length + left.length).toBe(workers * 10);
          const slots = sends.map((send) => send.slotMs).sort((a, b) => a - b);
          const gaps = slots.slice(1).map((slot, index) => slot - (slots[index] ?? 0));
          gaps.forEach((gap) => {
            expect(gap).toBeGreaterThanOrEqual(1000 / rate - 1e-3);
          });
        },
      ),
      { numRuns: 20 },
    ));

  it('hands back what has no slot before the end, without having taken a slot for it', async () => {
    const { run, sends, worker, memory } = world(fresh(1));

    const left = await run(worker(jobs(10), { lastSendMs: noon + 5_000 }));

    expect(sends).toHaveLength(5);
    expect(left.map(({ job }) => job.name)).toEqual([5, 6, 7, 8, 9]);
    expect(50_000 - (memory.now()?.quota ?? 0)).toBe(5);
  });

  it('gives the slot of a job that does not need it to the next one', async () => {
    const { run, sends, worker, memory } = world(fresh(1));

    const left = await run(
      worker(jobs(6), {
        answer: (job) => ({ kind: job.name === 1 || job.name === 2 ? 'unused' : 'finished' }),
      }),
    );

    expect(left).toEqual([]);
    expect(sends).toHaveLength(6);
    expect(50_000 - (memory.now()?.quota ?? 0)).toBe(4);
  });

  it('gives a throttled job another slot and slows the fleet down once', async () => {
    const { run, sends, worker, memory } = world(fresh(14));

    const left = await run(
      worker(jobs(10), {
        answer: (job, attempt) =>
          job.name < 4 && attempt === 1 ? { kind: 'throttled' } : { kind: 'finished' },
      }),
    );

    expect(left).toEqual([]);
    expect(sends.filter((send) => send.job.name < 4)).toHaveLength(8);
    expect(memory.now()?.margin.lastCut).toBe(0.03);
    expect(memory.now()?.intervalMs).toBeCloseTo(1000 / 14 / 0.97, 6);
  });

  it('gives jobs that were late another slot, all of them with one write, and slows nobody down', async () => {
    const { run, sends, worker, memory } = world(fresh(200));

    const left = await run(
      worker(jobs(10), {
        readyMs: (job, attempt) => (job.name < 4 && attempt === 1 ? 1200 + 100 * job.name : 0),
      }),
    );

    expect(left).toEqual([]);
    expect(
      sends
        .slice(10)
        .map(({ job }) => job.name)
        .toSorted(),
    ).toEqual([0, 1, 2, 3]);
    expect(memory.writes.taken).toBe(2);
    expect(memory.now()?.margin.lastCut).toBe(0);
  });

  it.each(['throttled', 'late'] as const)(
    'takes each recipient out of the quota once, however often a job was %s',
    async (kind) => {
      const { run, sends, worker, memory } = world(fresh(14));

      await run(
        worker([...jobs(3), ...jobs(2, 4)], {
          answer: (_, attempt) => ({ kind: attempt <= 2 ? kind : 'finished' }),
        }),
      );

      expect(sends).toHaveLength(3 * 5);
      expect(memory.now()?.quota).toBe(50_000 - 11);
      expect(
        [...(memory.now()?.sentByHour.values() ?? [])].reduce((sum, sent) => sum + sent, 0),
      ).toBe(11);
    },
  );

  it('lets a job that was late five times leave whenever it is ready: a machine that is always late sends all the same', async () => {
    const { run, sends, departuresMs, worker } = world(fresh(1));

    const left = await run(worker(jobs(3), { readyMs: () => 700 }));

    expect(left).toEqual([]);
    expect(departuresMs).toHaveLength(3);
    expect(sends).toHaveLength(3 * 6);
  });

  it.each([
    [0.5, 30],
    [2, 30],
    [14, 300],
    [50, 300],
    [51, 900],
    [200, 900],
  ])('at %d per second a job may leave up to %d ms after its slot', async (rate, latenessMs) => {
    const { run, sends, worker } = world(fresh(rate));

    await run(worker(jobs(2)));

    expect(sends.map(({ slotMs, untilMs }) => untilMs - slotMs)).toEqual([latenessMs, latenessMs]);
  });

  it.each([3, 14, 50])(
    'takes one slot for a job that meets a resting ledger at %d per second, and is ready a moment later',
    async (rate) => {
      const { run, sends, worker, memory } = world({ ...fresh(rate), tatMs: noon - 60_000 });

      await run(worker(jobs(1), { readyMs: () => 80 }));

      expect(sends).toHaveLength(1);
      expect(memory.writes.taken).toBe(1);
    },
  );

  it('keeps the rate however long jobs and answers of the ledger take: at up to 2 per second one by one, at up to 50 within 1.3 of it (1.4 after a rest), else by what a bucket of one second forgives', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(0.5, 1, 2, 14, 50, 60),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 10, maxLength: 10 }),
        fc.record({
          fromMs: fc.integer({ min: 0, max: 2_000 }),
          forMs: fc.integer({ min: 0, max: 2_000 }),
        }),
        fc.boolean(),
        fc.array(fc.integer({ min: 0, max: 1_500 }), { maxLength: 6 }),
        async (rate, workers, readyMs, standstill, isSteady, ledgerMs) => {
          const { clock, run, answersMs, restsMs, departuresMs, worker } = world(fresh(rate));
          answersMs.push(...ledgerMs);
          const standsStillForMs = () => {
            const sinceMs = clock.now() - noon - standstill.fromMs;
            return sinceMs < 0 ? 0 : Math.max(0, standstill.forMs - sinceMs);
          };
          // Each late twice, or all of them until the machine goes on.
          const ready = (job: Job, attempt: number) =>
            isSteady ? standsStillForMs() : attempt <= 2 ? (readyMs[job.name % 10] ?? 0) : 0;

          await run(
            Promise.all(
              Array.from({ length: workers }, () => worker(jobs(30), { readyMs: ready })),
            ),
          );

          const sorted = departuresMs.toSorted((a, b) => a - b);
          // What is ready a tenth of a second after its rest is in time.
          const isAfterRest = (fromMs: number) =>
            restsMs.some((atMs) => atMs >= fromMs - 100 && atMs < fromMs + 1_000);
          const burst = (fromMs: number) => (rate > 50 ? 1.9 : isAfterRest(fromMs) ? 1.4 : 1.3);
          const mostInASecond = (fromMs: number) =>
            rate <= 2 ? Math.max(1, rate) : Math.ceil(rate * burst(fromMs));
          const windowMs = rate < 1 ? 1000 / rate : 1000;
          sorted.forEach((fromMs, index) => {
            const inWindow = sorted
              .slice(index)
              .filter((atMs) => atMs < fromMs + windowMs - 1e-3).length;
            expect(inWindow).toBeLessThanOrEqual(mostInASecond(fromMs));
          });
        },
      ),
      { numRuns: 150 },
    ));

  it('stops when sending has to stop, and leaves what is not sent for then', async () => {
    const until = noon + 300_000;
    const { run, sends, worker } = world(fresh(2));

    const left = await run(
      worker(jobs(10), {
        answer: (job) => (job.name === 2 ? { kind: 'stop', untilMs: until } : { kind: 'finished' }),
      }),
    );

    expect(sends.length + left.length).toBe(11);
    expect(left.length).toBeGreaterThanOrEqual(7);
    expect(new Set(left.map(({ untilMs }) => untilMs))).toEqual(new Set([until]));
  });

  it('comes to an end when sending stops while a throttled job waits for another slot', async () => {
    const { run, worker } = world(fresh(14));

    const left = await run(
      worker(jobs(3), {
        answer: (job) =>
          job.name === 0 ? { kind: 'stop', untilMs: noon + 60_000 } : { kind: 'throttled' },
      }),
    );

    expect(left).toHaveLength(3);
  });

  it('leaves a job over whose send broke', async () => {
    const { clock, run, memory } = world(fresh(14));

    const left = await run(
      pace(
        { ledger: memory.store, getSendQuota: async () => reading(14), clock, random: () => 0 },
        { last: undefined },
        jobs(3),
        {
          lane: 'transactional',
          isFullBatch: false,
          lastSendMs: noon + 48_000,
          send: async (job) => {
            if (job.name === 1) throw new Error('table unreachable');
            return { kind: 'finished' };
          },
        },
      ),
    );

    expect(left.map(({ job }) => job.name)).toEqual([1]);
  });

  it('sends what the quota still has room for, and leaves the rest for a minute', async () => {
    const { run, sends, worker, memory } = world(fresh(14, 4));

    const left = await run(worker(jobs(6)));

    expect(sends.map(({ job }) => job.name)).toEqual([0, 1, 2, 3]);
    expect(left.map(({ job }) => job.name)).toEqual([4, 5]);
    expect(memory.now()?.quota).toBe(0);
    for (const { untilMs } of left) {
      expect(untilMs).toBeGreaterThan(noon + 59_000);
      expect(untilMs).toBeLessThan(noon + 66_000);
    }
  });

  it('lets a job that is too large for the quota stand in nobody’s way', async () => {
    const { run, sends, worker } = world(fresh(50, 13));

    const left = await run(worker([...jobs(1, 14), ...jobs(10).slice(1)]));

    expect(sends.map(({ job }) => job.name)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(left.map(({ job }) => job.recipients)).toEqual([14]);
  });

  it('takes slots and no quota for recipients that the quota does not count', async () => {
    const { run, sends, worker, memory } = world(fresh(14, 2));

    const left = await run(worker([{ name: 0, recipients: 5, exempt: 4 }, ...jobs(3).slice(1)]));

    expect(sends.map(({ job }) => job.name)).toEqual([0, 1]);
    expect(left.map(({ job }) => job.name)).toEqual([2]);
    expect(memory.now()?.quota).toBe(0);
  });

  it('passes a slot on only to a job that the quota counted with it', async () => {
    const { run, sends, worker, memory } = world(fresh(2, 10));

    await run(
      worker([{ name: 0, recipients: 1, exempt: 1 }, ...jobs(3).slice(1)], {
        answer: ({ name }) => ({ kind: name === 0 ? 'unused' : 'finished' }),
      }),
    );

    expect(sends).toHaveLength(3);
    expect(memory.now()?.quota).toBe(8);
  });

  it('creates the ledger from what SES says when there is none', async () => {
    const { run, sends, worker, memory } = world(undefined, 5);

    await run(worker(jobs(2)));

    expect(sends).toHaveLength(2);
    expect(memory.now()?.minIntervalMs).toBe(200);
  });

  it('heals a next slot that no backlog can have put there', async () => {
    const { run, sends, worker } = world({ ...fresh(14), tatMs: noon + 3_600_000 });

    const left = await run(worker(jobs(3)));

    expect(left).toEqual([]);
    expect(sends).toHaveLength(3);
  });

  it('learns a change of rate with its next reservation', async () => {
    const { run, sends, worker, memory } = world(fresh(100));
    const seen: LedgerMemory = { last: fresh(100) };
    memory.set({ ...fresh(10) });

    await run(worker(jobs(10), { seen }));

    sends.slice(1).forEach((send, index) => {
      expect(send.slotMs - (sends[index]?.slotMs ?? 0)).toBeCloseTo(100, 6);
    });
  });

  it('moves the slots it holds apart when the rate falls, and loses none of them', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 100, max: 3000 }),
        async (workers, changeMs) => {
          const { clock, run, memory, sends, worker } = world(fresh(14));
          const halve = async () => {
            await clock.sleepUntil(noon + changeMs);
            const seen = memory.now();
            if (seen !== undefined)
              await memory.store.rebase(rebase(seen, reading(7), clock.now()));
          };

          const left = await run(
            Promise.all([halve(), ...Array.from({ length: workers }, () => worker(jobs(20)))]),
          );

          // Each worker that holds slots far ahead has heard of it by then.
          const later = sends
            .map(({ slotMs }) => slotMs)
            .filter((slotMs) => slotMs > noon + changeMs + 1300);
          const sorted = later.toSorted((a, b) => a - b);
          expect(left.slice(1).flat()).toEqual([]);
          expect(sends).toHaveLength(workers * 20);
          sorted.slice(1).forEach((slotMs, index) => {
            expect(slotMs - (sorted[index] ?? 0)).toBeGreaterThan(1000 / 7 - 1);
          });
        },
      ),
      { numRuns: 25 },
    ));

  it('takes no late throttle of mail that went out at the old rate for a sign that the new one is too fast', async () => {
    const { clock, run, memory, worker } = world(fresh(14));
    const cutMeanwhile = async () => {
      await clock.sleepUntil(noon + 1100);
      const seen = memory.now();
      if (seen !== undefined)
        await memory.store.cut(
          seen,
          cutTo(seen, { cutFrom: 1, lastCut: 0.25, cutAtMs: clock.now() }, clock.now()),
        );
    };
    const answer = (job: Job, attempt: number): JobResult => ({
      kind: job.name < 4 && attempt === 1 ? 'throttled' : 'finished',
    });

    await run(Promise.all([cutMeanwhile(), worker(jobs(14), { latencyMs: 3000, answer })]));

    expect(memory.now()?.margin.lastCut).toBe(0.25);
  });

  it('leaves what a lower rate has moved beyond the end of the run', async () => {
    const { clock, run, memory, sends, worker } = world(fresh(14));
    const slowDown = async () => {
      await clock.sleepUntil(noon + 50);
      const seen = memory.now();
      if (seen !== undefined) await memory.store.rebase(rebase(seen, reading(0.1), clock.now()));
    };

    const workers = Array.from({ length: 4 }, () =>
      worker(jobs(14), { lastSendMs: noon + 20_000 }),
    );
    const [, ...left] = await run(Promise.all([slowDown(), ...workers]));

    expect(left.flat().length).toBeGreaterThan(0);
    expect(sends.length + left.flat().length).toBe(4 * 14);
    expect(Math.max(...sends.map(({ slotMs }) => slotMs))).toBeLessThanOrEqual(noon + 21_000);
  });

  it('lets bulk workers wait for room without writing the ledger in vain', async () => {
    const { run, memory, sends, worker } = world(fresh(14));

    await run(Promise.all(Array.from({ length: 8 }, () => worker(jobs(30), { lane: 'bulk' }))));

    expect(sends).toHaveLength(240);
    expect(memory.writes.refused).toBeLessThan(memory.writes.taken);
  });

  it.each([1, 4, 14, 200])(
    'hands bulk jobs over in time at %d per second, however late the worker wakes that waited for room',
    async (rate) => {
      const { run, worker, sends } = world(fresh(rate), rate, 0.999_999);

      await run(worker(jobs(3 * rate), { lane: 'bulk' }));

      const intervalMs = minIntervalFor(rate);
      const missedMs = sends
        .slice(1)
        .map(({ slotMs }, before) => slotMs - (sends[before]?.slotMs ?? 0) - intervalMs);
      const tooLateMs = sends
        .slice(rate)
        .map(({ slotMs, calledMs }) => calledMs - (slotMs - leadMs(intervalMs)));
      expect(sends).toHaveLength(3 * rate);
      expect(Math.max(...missedMs)).toBeLessThan(1e-3);
      expect(Math.max(...tooLateMs)).toBeLessThan(1e-3);
    },
  );

  it('begins nothing more once the ledger cannot be reached, not even with a slot that becomes free', async () => {
    const { clock, run, memory } = world(fresh(1));
    const begun: number[] = [];
    let calls = 0;
    const reserve: typeof memory.store.reserve = async (wish) => {
      calls += 1;
      if (calls > 1) throw new Error('unreachable');
      return memory.store.reserve(wish);
    };

    const work = pace(
      {
        ledger: { ...memory.store, reserve },
        getSendQuota: async () => reading(1),
        clock,
        random: () => 0,
      },
      { last: undefined },
      jobs(3),
      {
        lane: 'transactional',
        isFullBatch: false,
        lastSendMs: noon + 48_000,
        send: async ({ name }) => {
          begun.push(name);
          await clock.sleepUntil(clock.now() + 5_000);
          return { kind: 'unused' };
        },
      },
    );

    await expect(run(work)).rejects.toThrow('unreachable');
    expect(begun).toEqual([0]);
  });

  it('rejects when the ledger cannot be reached while it waits for the last job, which was throttled', async () => {
    const { clock, run, memory } = world(fresh(14));
    let isGone = false;
    const read = async () => {
      if (isGone) throw new Error('unreachable');
      return memory.store.read();
    };

    const work = pace(
      {
        ledger: { ...memory.store, read },
        getSendQuota: async () => reading(14),
        clock,
        random: () => 0,
      },
      { last: undefined },
      jobs(1),
      {
        lane: 'transactional',
        isFullBatch: false,
        lastSendMs: noon + 48_000,
        send: async () => {
          isGone = true;
          return { kind: 'throttled' };
        },
      },
    );

    await expect(run(work)).rejects.toThrow('unreachable');
  });

  it('rejects when the ledger cannot be reached, after what is under way has ended', async () => {
    const { clock, run, memory } = world(fresh(1));
    let calls = 0;
    let ended = 0;
    const ledger = {
      ...memory.store,
      reserve: async (wish: Parameters<typeof memory.store.reserve>[0]) => {
        calls += 1;
        if (calls > 1) throw new Error('unreachable');
        return memory.store.reserve(wish);
      },
    };

    const work = pace(
      { ledger, getSendQuota: async () => reading(1), clock, random: () => 0 },
      { last: undefined },
      jobs(3),
      {
        lane: 'transactional',
        isFullBatch: false,
        lastSendMs: noon + 48_000,
        send: async () => {
          await clock.sleepUntil(clock.now() + 5_000);
          ended += 1;
          return { kind: 'finished' };
        },
      },
    );

    await expect(run(work)).rejects.toThrow('unreachable');
    expect(ended).toBe(1);
  });

  it.each([1, 2, 14, 200, 1_000])(
    'gives bulk jobs spare slots only after all others, at %d per second',
    async (rate) => {
      const { run, sends, worker } = world(fresh(rate), rate);
      const many = rate * 12;
      const [ordinary, spare] = [jobs(many), jobs(many)];
      const lane = { lane: 'bulk', lastSendMs: noon + 60_000 } as const;

      await run(
        Promise.all([
          worker(ordinary, lane),
          worker(ordinary, lane),
          worker(spare, { ...lane, takesSpare: true }),
        ]),
      );

      const isSpare = sends
        .toSorted((one, other) => one.slotMs - other.slotMs)
        .map(({ job }) => spare.includes(job));
      // One block may be taken before the others come.
      const early = isSpare.slice(0, isSpare.lastIndexOf(false)).filter(Boolean).length;
      expect(isSpare.filter((is) => !is)).toHaveLength(2 * many);
      expect(isSpare.filter(Boolean).length).toBeGreaterThan(many / 2);
      expect(early).toBeLessThanOrEqual(Math.max(1, rate));
    },
  );

  it.each([
    [2, 0.85],
    [14, 0.97],
    [200, 0.99],
  ])('uses the rate of %d per second in spare slots alone: %d of it', async (rate, least) => {
    const { run, departuresMs, worker } = world(fresh(rate), rate);
    const lane = { lane: 'bulk', takesSpare: true, lastSendMs: noon + 90_000 } as const;
    const each = rate * 10;

    await run(Promise.all([1, 2, 3].map(() => worker(jobs(each), lane))));

    const seconds = ((departuresMs.at(-1) ?? 0) - (departuresMs[0] ?? 0)) / 1000;
    expect(departuresMs).toHaveLength(3 * each);
    expect((3 * each) / seconds).toBeGreaterThan(least * rate);
  });
});
