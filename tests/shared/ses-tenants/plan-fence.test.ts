import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type FenceStep,
  isFencePending,
  planFence,
} from '../../../shared/ses-tenants/plan-fence.ts';
import type { SendingStatus } from '../../../shared/ses-tenants/ports.ts';

interface World {
  readonly isPaused: boolean;
  readonly isFenced: boolean;
  readonly customer: SendingStatus;
  readonly resumedBy: 'operator' | 'guard';
}

const world: fc.Arbitrary<World> = fc.record({
  isPaused: fc.boolean(),
  isFenced: fc.boolean(),
  customer: fc.constantFrom('ENABLED', 'REINSTATED', 'DISABLED'),
  resumedBy: fc.constantFrom('operator', 'guard'),
});

const factsOf = ({ isPaused, isFenced, resumedBy }: World, isShared = false) => ({
  pauses: new Map(isPaused ? [['*', { by: 'operator' as const }]] : []),
  resumes: new Map([['*', { by: resumedBy, since: 1 }]]),
  isFenced,
  isShared,
});

const planOf = (one: World) => planFence(factsOf(one), one.customer);

const make = (one: World, step: FenceStep): World => {
  switch (step.kind) {
    case 'note':
      return { ...one, isFenced: true };
    case 'set':
      return { ...one, customer: step.status };
    case 'forget':
      return { ...one, isFenced: false };
    default:
      return step satisfies never;
  }
};

describe('plan-fence', () => {
  it('ends with what is wanted from wherever an earlier run was cut short, and then leaves nothing to do', () => {
    fc.assert(
      fc.property(world, fc.nat(3), (begin, cut) => {
        const half = planOf(begin).slice(0, cut).reduce(make, begin);
        const end = planOf(half).reduce(make, half);

        expect(planOf(end)).toEqual([]);
        if (end.isPaused) expect(end.customer).toBe('DISABLED');
        else expect(end.isFenced).toBe(false);
      }),
    );
  });

  it('switches on only what we have noted before', () => {
    fc.assert(
      fc.property(world, (one) => {
        const opens = planOf(one).some(
          ({ kind, ...rest }) => kind === 'set' && 'status' in rest && rest.status !== 'DISABLED',
        );
        if (opens) expect(one).toMatchObject({ isFenced: true, isPaused: false });
      }),
    );
  });

  it('never has switched off what is not noted, wherever it is cut short', () => {
    fc.assert(
      fc.property(world, fc.nat(3), (begin, cut) => {
        fc.pre(begin.customer !== 'DISABLED');
        const half = planOf(begin).slice(0, cut).reduce(make, begin);

        if (half.customer === 'DISABLED') expect(half.isFenced).toBe(true);
      }),
    );
  });

  it('is pending exactly while the note and our pause differ', () => {
    fc.assert(
      fc.property(world, (one) => {
        expect(isFencePending(factsOf(one))).toBe(one.isPaused !== one.isFenced);
      }),
    );
  });

  it('lets a tenant go on in spite of findings after the word of an operator only', () => {
    const fenced = { isPaused: false, isFenced: true, customer: 'DISABLED' } as const;

    expect(planOf({ ...fenced, resumedBy: 'operator' })[0]).toEqual({
      kind: 'set',
      status: 'REINSTATED',
    });
    expect(planOf({ ...fenced, resumedBy: 'guard' })[0]).toEqual({
      kind: 'set',
      status: 'ENABLED',
    });
  });

  it('switches off no SES tenant of several, and on one that has become theirs', () => {
    const one = { isPaused: true, resumedBy: 'guard' } as const;
    const open = { ...one, isFenced: false, customer: 'ENABLED' } as const;
    const off = { ...one, isFenced: true, customer: 'DISABLED' } as const;

    expect(planFence(factsOf(open, true), open.customer)).toEqual([]);
    expect(planFence(factsOf(off, true), off.customer)).toEqual([
      { kind: 'set', status: 'ENABLED' },
      { kind: 'forget' },
    ]);
  });
});
