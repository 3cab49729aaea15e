import { describe, expect, it } from '@jest/globals';
import { type Counted, makeRow, timelineOf } from '../../../bench/pacing/make-row.ts';
import type { RowPlan } from '../../../bench/pacing/row.ts';
import type { Acceptance } from '../../../local/lab/ses-control.ts';

const plan: RowPlan = {
  design: 'pipeline',
  rate: 200,
  containers: 4,
  batch: 50,
  model: 'token-bucket',
  scenario: 'steady',
};

/** 200 per second for ten seconds. */
const acceptances: readonly Acceptance[] = Array.from({ length: 2000 }, (_, index) => [
  index * 5,
  1,
]);

const counted = (given: Partial<Counted> = {}): Counted => ({
  acceptances,
  statistics: {
    acceptedCalls: 2000,
    throttled: 3,
    firstAcceptedMs: 0,
    acceptedByApp: {
      'container-1': 500,
      'container-2': 500,
      'container-3': 500,
      'container-4': 500,
    },
    per100ms: [{ t: 0, accepted: 20, throttled: 0 }],
    outcomesPending: 0,
    eventsWaiting: 0,
  },
  progress: {
    steps: [{ fromMs: 0, perSecond: 200 }],
    happened: [],
    queuedAt: new Map(),
    queued: 2000,
  },
  part: { fromMs: 2_000, toMs: 9_000 },
  acceptedAt: new Map(),
  requests: { ledgerWrites: 50, dynamo: 6_000, sqs: 800 },
  doubled: 0,
  leftQueued: 0,
  deadLetters: 0,
  billedMsPerMessage: () => 20,
  ...given,
});

describe('make-row', () => {
  it('has the fields that a reader of the JSON expects, in their order', () => {
    expect(Object.entries(makeRow(plan, counted()))).toEqual([
      ['design', 'pipeline'],
      ['rate', 200],
      ['containers', 4],
      ['batch', 50],
      ['model', 'token-bucket'],
      ['scenario', 'steady'],
      ['utilisation', 1],
      ['throttledPer1000', 1.5],
      ['worstSecond', 1],
      ['ledgerWritesPerMessage', 0.025],
      ['dynamoRequestsPerMessage', 3],
      ['sqsRequestsPerMessage', 0.4],
      ['billedMsPerMessage', 20],
      ['lost', 0],
      ['doubled', 0],
      ['fairness', 1],
    ]);
  });

  it('finds lost what was neither accepted nor is in a queue or among the dead letters', () => {
    const progress = { ...counted().progress, queued: 2_010 };

    expect(makeRow(plan, counted({ progress })).lost).toBe(10);
    expect(makeRow(plan, counted({ progress, leftQueued: 4, deadLetters: 5 })).lost).toBe(1);
    expect(makeRow(plan, counted({ leftQueued: 7 })).lost).toBe(0);
  });

  it('does not let a copy stand for a message', () => {
    expect(makeRow(plan, counted({ doubled: 2 }))).toMatchObject({ doubled: 2, lost: 2 });
  });

  it('counts a container that sent nothing', () => {
    const statistics = {
      ...counted().statistics,
      acceptedByApp: { 'container-1': 1000, 'container-2': 1000 },
    };

    expect(makeRow(plan, counted({ statistics })).fairness).toBe(0.5);
  });

  it('has no fairness where chance decides', () => {
    expect(makeRow({ ...plan, rate: 14 }, counted()).fairness).toBeNull();
    expect(makeRow({ ...plan, containers: 1 }, counted()).fairness).toBeNull();
  });

  it('has no utilisation without a steady part', () => {
    expect(makeRow(plan, counted({ part: undefined })).utilisation).toBeNull();
  });

  it('tells how many slots a kill cost', () => {
    const happened = [
      { incident: { kind: 'kill', containers: 2 } as const, fromMs: 4_000, toMs: 4_000 },
    ];
    const holed = acceptances.filter(([atMs]) => atMs < 4_500 || atMs >= 4_600);

    expect(
      makeRow(plan, counted({ acceptances: holed, progress: { ...counted().progress, happened } }))
        .slotsLostPerKill,
    ).toBe(10);
  });

  it('tells who had the rate during a burst, and how long transactional mail waited before', () => {
    const happened = [
      {
        incident: { kind: 'transactional', share: 1.2, seconds: 3 } as const,
        fromMs: 5_000,
        toMs: 8_000,
      },
    ];
    const queuedAt = new Map([['t1-0', 1_000]]);
    const acceptedAt = new Map([
      ['t1-0', 1_400],
      ['m-1', 6_000],
      ['t5-1', 7_100],
      ['t5-2', 7_200],
      ['t5-3', 7_300],
      ['m-2', 7_400],
      ['m-3', 8_000],
    ]);

    expect(
      makeRow(
        plan,
        counted({ acceptedAt, progress: { ...counted().progress, happened, queuedAt } }),
      ),
    ).toMatchObject({
      marketingShare: 0.25,
      transactionalP99Seconds: 0.4,
    });
  });

  it('counts throttles from the moment the design knew the rate', () => {
    const happened = [
      { incident: { kind: 'rate', factor: 0.5 } as const, fromMs: 4_000, toMs: 4_150 },
    ];
    const per100ms = [
      { t: 4_000, accepted: 5, throttled: 9 },
      { t: 4_100, accepted: 5, throttled: 8 },
      { t: 4_300, accepted: 5, throttled: 2 },
    ];

    expect(
      makeRow(
        plan,
        counted({
          statistics: { ...counted().statistics, per100ms },
          progress: { ...counted().progress, happened },
        }),
      ),
    ).toMatchObject({ throttledAfterNotice: 2 });
  });

  it('times its timeline from the first accepted mail', () => {
    const statistics = {
      ...counted().statistics,
      firstAcceptedMs: 1_000,
      per100ms: [{ t: 1_200, accepted: 3, throttled: 1 }],
    };

    expect(timelineOf(counted({ statistics }))).toEqual([[0.2, 3, 1]]);
  });
});
