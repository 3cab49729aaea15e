import { describe, expect, it } from '@jest/globals';
import { sendingTenant as sendingTenantOf } from '../../../functions/send-email/sending-tenant.ts';
import { UnreadableItem } from '../../../shared/system/unreadable-item.ts';
import { pausedBySes } from '../../../shared/tenants/pauses.ts';
import type { SendingAccount } from '../../../shared/tenants/ports.ts';
import { sendingWorld } from '../../fakes/sending-world.ts';

const own = sendingWorld().account;
const brought = { ...own, name: 'brought' };
const pause = { by: 'operator', since: 1, why: 'so' } as const;
const unreadable = new UnreadableItem('the item', ['pauses']);

type Found = Parameters<typeof sendingTenantOf>[1];

const sendingTenant = (id: string, found: Found, ofAll: Found, account: SendingAccount) =>
  sendingTenantOf(id, found, ofAll, account, () => account);

describe('sendingTenant', () => {
  it('sends with the own account, and under its pauses, where the tenant brings none', () => {
    const ofAll = { account: undefined, pauses: { '*': pause } };

    expect(sendingTenant('acme', undefined, undefined, own)).toEqual({ account: own, pauses: {} });
    expect(sendingTenant('acme', { account: undefined, pauses: {} }, ofAll, own).pauses).toEqual({
      '*': pause,
    });
  });

  it('sends with the account that the tenant brings, whatever is paused of the own one', () => {
    const found = { account: brought, pauses: { marketing: pause } };

    expect(
      sendingTenant('acme', found, { account: undefined, pauses: { '*': pause } }, own),
    ).toEqual(found);
    expect(sendingTenant('acme', found, unreadable, own)).toEqual(found);
  });

  it('sends for the SES tenant that its item names, else for that of the whole account', () => {
    const ofAll = { account: undefined, pauses: {}, sesTenant: 'everybody' };
    const named = { account: undefined, pauses: {}, sesTenant: 'acme' };

    expect(sendingTenant('acme', named, ofAll, own).sesTenant).toBe('acme');
    expect(sendingTenant('acme', undefined, ofAll, own).sesTenant).toBe('everybody');
    expect(sendingTenant('acme', { ...named, account: brought }, ofAll, own).sesTenant).toBe(
      'acme',
    );
    // An SES tenant is one of its account.
    const without = { account: brought, pauses: {} };
    expect(sendingTenant('acme', without, ofAll, own).sesTenant).toBeUndefined();
  });

  it('sends by the settings of its item over those of the item of all', () => {
    const ofAll = {
      account: undefined,
      pauses: {},
      settings: { from: 'all@example.com', replyTo: ['r@example.com'], refusedSubjects: ['*ssn*'] },
    };
    const settings = { from: 'acme@example.com', refusedSubjects: ['*mrn*'] };

    expect(sendingTenant('acme', { account: undefined, pauses: {}, settings }, ofAll, own)).toEqual(
      {
        account: own,
        pauses: {},
        settings: {
          from: 'acme@example.com',
          replyTo: ['r@example.com'],
          refusedSubjects: ['*ssn*', '*mrn*'],
        },
      },
    );
    expect(sendingTenant('acme', undefined, ofAll, own).settings).toEqual(ofAll.settings);
    expect(sendingTenant('acme', { account: brought, pauses: {} }, ofAll, own).settings).toBe(
      undefined,
    );
  });

  it('is held by SES as its own SES tenant, and never as that of the others', () => {
    const bySes = { by: 'ses', since: 1, why: 'AWS has paused it' } as const;
    const held = { account: undefined, pauses: { [pausedBySes]: bySes }, sesTenant: 'everybody' };
    const named = { account: undefined, pauses: {}, sesTenant: 'acme' };

    expect(sendingTenant('acme', named, held, own).pauses).toEqual({});
    expect(sendingTenant('acme', undefined, held, own).pauses).toEqual(held.pauses);
    const free = { account: undefined, pauses: {} };
    expect(sendingTenant('acme', { ...named, pauses: held.pauses }, free, own).pauses).toEqual(
      held.pauses,
    );
  });

  it('forgets that SES refused its mail when SES lets it send again since, and not before', () => {
    const account = { ...own, pausedAtSes: new Map<string, number>() };
    const found = { account: undefined, pauses: {}, sesTenant: 'acme' };
    const refusedAtMs = 1_000_000_000;
    const isForgotten = (sesResumedAtMs: number | undefined): boolean => {
      account.pausedAtSes.set('tenant/acme', refusedAtMs + 300_000);
      sendingTenant('acme', { ...found, sesResumedAtMs }, undefined, account);
      return !account.pausedAtSes.has('tenant/acme');
    };

    expect(isForgotten(undefined)).toBe(false);
    expect(isForgotten(refusedAtMs - 120_000)).toBe(false);
    expect(isForgotten(refusedAtMs + 1)).toBe(true);
  });

  it('sends nothing by settings that cannot be read', () => {
    const settings = { allowedSenders: 'example.com' };

    expect(() =>
      sendingTenant('acme', { account: undefined, pauses: {}, settings }, undefined, own),
    ).toThrow('Correct the item of tenant acme in the tenants table: settings.allowedSenders');
    expect(() =>
      sendingTenant('acme', undefined, { account: undefined, pauses: {}, settings }, own),
    ).toThrow('settings.allowedSenders');
  });

  it('sends nothing by an item that cannot be read', () => {
    expect(() => sendingTenant('acme', unreadable, undefined, own)).toThrow(unreadable);
    expect(() => sendingTenant('acme', undefined, unreadable, own)).toThrow(unreadable);
  });
});
