import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  planCreation,
  planRemoval,
  type SesTenantFacts,
  type SesTenantStep,
  type SesTenantWish,
} from '../../../shared/ses-tenants/plan-ses-tenant.ts';
import { reputationPolicies } from '../../../shared/ses-tenants/ports.ts';
import type { SesResource } from '../../../shared/ses-tenants/wanted-resources.ts';

const all: readonly SesResource[] = [
  'identity/example.com',
  'identity/ann@example.com',
  'configuration-set/bulk',
  'template/Welcome',
];

const someResources = fc.subarray([...all]);
const policy = fc.option(fc.constantFrom(...reputationPolicies), { nil: undefined });
const facts: fc.Arbitrary<SesTenantFacts> = fc.record({
  there: fc.option(
    fc.record({ resources: someResources, policy: fc.constantFrom(...reputationPolicies) }),
    { nil: undefined },
  ),
  isNamed: fc.boolean(),
});
const wish: fc.Arbitrary<SesTenantWish> = fc.record({ policy, resources: someResources });

/** What SES and the item have after a step; `waited`: whether senders have let go of the name. */
type World = SesTenantFacts & { readonly waited: boolean };

const make = (world: World, step: SesTenantStep): World => {
  const there = world.there ?? { resources: [], policy: 'standard' as const };
  switch (step.kind) {
    case 'create':
      expect(world.there).toBeUndefined();
      return { ...world, there };
    case 'set-policy':
      return { ...world, there: { ...there, policy: step.policy } };
    case 'associate':
      return { ...world, there: { ...there, resources: [...there.resources, step.resource] } };
    case 'name':
      return { ...world, isNamed: true, waited: false };
    case 'unname':
      return { ...world, isNamed: false, waited: false };
    case 'wait':
      return { ...world, waited: !world.isNamed };
    case 'dissociate': {
      const resources = there.resources.filter((each) => each !== step.resource);
      return { ...world, there: { ...there, resources } };
    }
    case 'delete':
      return { ...world, there: undefined };
    default:
      return step satisfies never;
  }
};

/** Makes the first steps of a plan, as a run does that is cut short. */
const makeSome = (world: World, steps: readonly SesTenantStep[], count: number): World =>
  steps.slice(0, count).reduce(make, world);

const begin = (given: SesTenantFacts): World => ({ ...given, waited: false });

describe('plan-ses-tenant', () => {
  it('creates all that is wanted from wherever an earlier run ended, and then leaves nothing to do', () => {
    fc.assert(
      fc.property(facts, wish, fc.nat(8), (given, wanted, cut) => {
        const half = makeSome(begin(given), planCreation(given, wanted), cut);
        const end = planCreation(half, wanted).reduce(make, half);

        expect(end.isNamed).toBe(true);
        expect(end.there?.resources).toEqual(expect.arrayContaining([...wanted.resources]));
        if (wanted.policy !== undefined) expect(end.there?.policy).toBe(wanted.policy);
        expect(planCreation(end, wanted)).toEqual([]);
      }),
    );
  });

  it('names the SES tenant only when all that is wanted is associated', () => {
    fc.assert(
      fc.property(facts, wish, (given, wanted) => {
        let world = begin(given);
        for (const step of planCreation(given, wanted)) {
          if (step.kind === 'name')
            expect(world.there?.resources).toEqual(expect.arrayContaining([...wanted.resources]));
          world = make(world, step);
        }
      }),
    );
  });

  it('takes away nothing that others have associated', () => {
    fc.assert(
      fc.property(facts, wish, (given, wanted) => {
        const end = planCreation(given, wanted).reduce(make, begin(given));

        expect(end.there?.resources).toEqual(
          expect.arrayContaining([...(given.there?.resources ?? [])]),
        );
      }),
    );
  });

  it('removes all from wherever an earlier run ended, and then leaves nothing to do', () => {
    fc.assert(
      fc.property(facts, fc.nat(8), (given, cut) => {
        const half = makeSome(begin(given), planRemoval(given), cut);
        const end = planRemoval(half).reduce(make, half);

        expect(end).toMatchObject({ there: undefined, isNamed: false });
        expect(planRemoval(end)).toEqual([]);
      }),
    );
  });

  it('dissociates nothing while a sender may still send as the SES tenant', () => {
    fc.assert(
      fc.property(facts, fc.nat(8), (given, cut) => {
        // What an earlier run has waited for is not known to this one.
        let world = { ...makeSome(begin(given), planRemoval(given), cut), waited: false };
        for (const step of planRemoval(world)) {
          if (step.kind === 'dissociate' || step.kind === 'delete')
            expect(world).toMatchObject({ isNamed: false, waited: true });
          world = make(world, step);
        }
      }),
    );
  });
});
