import { describe, expect, it } from '@jest/globals';
import { planHold } from '../../../shared/ses-tenants/plan-hold.ts';
import type { SesTenantStatus } from '../../../shared/ses-tenants/ports.ts';

const on = { status: 'ENABLED', cause: '' } as const;
const off = { status: 'DISABLED', cause: 'complaints of jane@example.org' } as const;
const status = (changes: Partial<SesTenantStatus> = {}): SesTenantStatus => ({
  customer: on,
  aws: on,
  policyArn: '',
  ...changes,
});
const byAws = 'AWS has paused its SES tenant: complaints of <address>';
const byOwner = 'its SES tenant is switched off in its account: complaints of <address>';

describe('plan-hold', () => {
  it.each([
    ['nothing', undefined, status(), { kind: 'nothing' }],
    [
      'nothing of a reinstated one',
      undefined,
      status({ aws: { ...on, status: 'REINSTATED' } }),
      { kind: 'nothing' },
    ],
    [
      'a pause by AWS with its reason, without an address',
      undefined,
      status({ aws: off }),
      { kind: 'hold', why: byAws },
    ],
    [
      'a status that the owner has set',
      undefined,
      status({ customer: off }),
      { kind: 'hold', why: byOwner },
    ],
    [
      'AWS before the owner',
      undefined,
      status({ aws: off, customer: off }),
      { kind: 'hold', why: byAws },
    ],
    ['nothing new', byAws, status({ aws: off }), { kind: 'nothing' }],
    [
      'another reason than before',
      byAws,
      status({ customer: off }),
      { kind: 'hold', why: byOwner },
    ],
    ['the end', byAws, status(), { kind: 'let-go', why: 'SES lets it send again' }],
    [
      'an item that names none any more',
      byAws,
      undefined,
      { kind: 'let-go', why: 'SES is asked about it no longer' },
    ],
    ['an item that never named one', undefined, undefined, { kind: 'nothing' }],
  ] as const)('heeds %s', (_, held, said, plan) => {
    expect(planHold({ held: held && { why: held }, status: said, isFenced: false })).toEqual(plan);
  });

  it('takes what we have switched off ourselves for no pause by SES, and AWS for one all the same', () => {
    const facts = { held: undefined, isFenced: true };

    expect(planHold({ ...facts, status: status({ customer: off }) })).toEqual({ kind: 'nothing' });
    expect(planHold({ ...facts, status: status({ customer: off, aws: off }) })).toEqual({
      kind: 'hold',
      why: byAws,
    });
  });

  it('keeps a reason short', () => {
    const plan = planHold({
      held: undefined,
      status: status({ aws: { ...off, cause: 'x'.repeat(512) } }),
      isFenced: false,
    });

    expect(plan.kind === 'hold' && Buffer.byteLength(plan.why)).toBeLessThanOrEqual(240);
  });
});
