import { describe, expect, it } from '@jest/globals';
import { tenantFacts } from '../../../shared/checking/tenant-facts.ts';
import type { TenantState } from '../../../shared/tenants/ports.ts';

const pause = (why: string) => ({ by: 'operator', since: 1, why }) as const;

const own: TenantState = {
  pauses: { marketing: pause('of its own') },
  settings: { from: 'a@example.com' },
};
const ofAll: TenantState = {
  pauses: { '*': pause('of all') },
  settings: { from: 'all@example.com', refusedSubjects: ['*ssn*'] },
};
const ses = { account: '111122223333', region: 'eu-west-1', roleArn: 'arn:aws:iam::1:role/x' };

describe('tenantFacts', () => {
  it('sets what is its own over what is of all tenants', () => {
    expect(tenantFacts(own, ofAll, 'marketing')).toEqual({
      settings: { from: 'a@example.com', refusedSubjects: ['*ssn*'] },
      pause: pause('of all'),
    });
  });

  it('knows only its own where it brings an SES account', () => {
    expect(tenantFacts({ ...own, ses }, ofAll, 'marketing')).toEqual({
      settings: { from: 'a@example.com' },
      pause: pause('of its own'),
    });
    expect(tenantFacts({ ...own, ses }, ofAll, 'transactional').pause).toBeUndefined();
  });
});
