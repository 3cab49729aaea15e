import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  admit,
  endPermit,
  type Permit,
  type PermitLimit,
} from '../../../shared/permits/permits.ts';

const limit: PermitLimit = { inAll: 3, ofTenant: 2, longestMs: 1_000, restMs: 100 };

const permitsOf = (...tenantIds: readonly string[]): readonly Permit[] =>
  tenantIds.map((tenantId, index) => ({ id: `p-${index}`, tenantId, untilMs: 1_000 + index }));

describe('permits', () => {
  it.each([
    ['nobody works', [], undefined],
    ['one of its own works', ['acme'], undefined],
    ['two of its own work', ['acme', 'acme'], 500],
    ['others leave room', ['zeta', 'zeta'], undefined],
    ['others leave none', ['zeta', 'zeta', 'beta'], 500],
  ] as const)('where %s', (_, working, retryAfterMs) => {
    const admission = admit(permitsOf(...working), { id: 'new', tenantId: 'acme' }, limit, 500);

    expect(admission).toEqual(
      retryAfterMs === undefined
        ? {
            kind: 'admitted',
            permits: [...permitsOf(...working), { id: 'new', tenantId: 'acme', untilMs: 1_500 }],
          }
        : { kind: 'full', retryAfterMs },
    );
  });

  it('end by themselves', () => {
    const stale = permitsOf('acme', 'acme', 'zeta');

    expect(admit(stale, { id: 'new', tenantId: 'acme' }, limit, 1_002)).toEqual({
      kind: 'admitted',
      permits: [{ id: 'new', tenantId: 'acme', untilMs: 2_002 }],
    });
  });

  it('make their own tenant rest, and nobody else', () => {
    const ended = ['p-0', 'p-1'].reduce(
      (permits: readonly Permit[], id) => endPermit(permits, id, limit, 500),
      permitsOf('acme', 'acme', 'zeta'),
    );

    const again = (tenantId: string, nowMs: number) =>
      admit(ended, { id: 'new', tenantId }, limit, nowMs).kind;
    expect([again('acme', 550), again('beta', 550), again('acme', 600)]).toEqual([
      'full',
      'admitted',
      'admitted',
    ]);
  });

  it('are never more at once than may be, in all and of a tenant', () =>
    fc.assert(
      fc.property(
        fc.array(fc.record({ tenant: fc.constantFrom('a', 'b', 'c'), afterMs: fc.nat(600) }), {
          maxLength: 40,
        }),
        (wishes) => {
          let permits: readonly Permit[] = [];
          let nowMs = 0;
          for (const [index, { tenant, afterMs }] of wishes.entries()) {
            nowMs += afterMs;
            const admission = admit(permits, { id: `${index}`, tenantId: tenant }, limit, nowMs);
            if (admission.kind === 'admitted') permits = admission.permits;
            else expect(admission.retryAfterMs).toBeGreaterThan(0);
            const working = permits.filter(({ untilMs }) => nowMs < untilMs);

            expect(working.length).toBeLessThanOrEqual(limit.inAll);
            for (const tenantId of ['a', 'b', 'c'])
              expect(working.filter((one) => one.tenantId === tenantId).length).toBeLessThanOrEqual(
                limit.ofTenant,
              );
          }
        },
      ),
    ));
});
