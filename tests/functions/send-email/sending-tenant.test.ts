import { describe, expect, it } from '@jest/globals';
import { sendingTenant } from '../../../functions/send-email/sending-tenant.ts';
import { UnreadableItem } from '../../../shared/system/unreadable-item.ts';
import { sendingWorld } from '../../fakes/sending-world.ts';

const own = sendingWorld().account;
const brought = { ...own, name: 'brought' };
const pause = { by: 'operator', since: 1, why: 'so' } as const;
const unreadable = new UnreadableItem('the item', ['pauses']);

describe('sendingTenant', () => {
  it('sends with the own account, and under its pauses, where the tenant brings none', () => {
    const ofAll = { account: undefined, pauses: { '*': pause } };

    expect(sendingTenant(undefined, undefined, own)).toEqual({ account: own, pauses: {} });
    expect(sendingTenant({ account: undefined, pauses: {} }, ofAll, own).pauses).toEqual({
      '*': pause,
    });
  });

  it('sends with the account that the tenant brings, whatever is paused of the own one', () => {
    const found = { account: brought, pauses: { marketing: pause } };

    expect(sendingTenant(found, { account: undefined, pauses: { '*': pause } }, own)).toEqual(
      found,
    );
    expect(sendingTenant(found, unreadable, own)).toEqual(found);
  });

  it('sends for the SES tenant that its item names, else for that of the whole account', () => {
    const ofAll = { account: undefined, pauses: {}, sesTenant: 'everybody' };
    const named = { account: undefined, pauses: {}, sesTenant: 'acme' };

    expect(sendingTenant(named, ofAll, own).sesTenant).toBe('acme');
    expect(sendingTenant(undefined, ofAll, own).sesTenant).toBe('everybody');
    expect(sendingTenant({ ...named, account: brought }, ofAll, own).sesTenant).toBe('acme');
    // An SES tenant is one of its account.
    const without = { account: brought, pauses: {} };
    expect(sendingTenant(without, ofAll, own).sesTenant).toBeUndefined();
  });

  it('sends nothing by an item that cannot be read', () => {
    expect(() => sendingTenant(unreadable, undefined, own)).toThrow(unreadable);
    expect(() => sendingTenant(undefined, unreadable, own)).toThrow(unreadable);
  });
});
