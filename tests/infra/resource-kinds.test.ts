import { beforeAll, describe, expect, it } from '@jest/globals';
import { type PackagedService, packagedService } from '../support/packaged-template.ts';
import { billedServicesIn, namedIn } from '../support/resource-kinds.ts';

/** A service that is billed under a condition only. */
interface Choice {
  readonly 'Fn::If': readonly [string, string, unknown];
}

describe('every resource of the template', () => {
  let service: PackagedService;

  beforeAll(async () => {
    service = await packagedService();
  });

  it('of a service that is billed is in the budget, and no other service is', () => {
    const { CostFilters } = service.named('MonthlyBudget').properties.Budget;

    const services = (CostFilters.Service as readonly (string | Choice)[]).map((one) =>
      typeof one === 'string' ? one : one['Fn::If'][1],
    );

    expect(services.toSorted()).toEqual(billedServicesIn(service.template));
  });

  it('that holds mail or settings, or that somebody sends to, is among the outputs', () => {
    const referred = new Set(
      Object.values(service.template.Outputs).map(({ Value }) => service.referredOrNone(Value)),
    );
    const named = namedIn(service.template).map(({ id }) => id);

    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((id) => !referred.has(id))).toEqual([]);
  });

  it('that is made under a condition has its output under the same one', () => {
    for (const { Value, Condition } of Object.values(service.template.Outputs)) {
      const id = service.referredOrNone(Value);
      if (id !== undefined)
        expect([id, Condition]).toEqual([id, service.named(id).resource.Condition]);
    }
  });
});
