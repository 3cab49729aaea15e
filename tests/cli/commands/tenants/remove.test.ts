import { describe, expect, it } from '@jest/globals';
import { remove } from '../../../../cli/commands/tenants/remove.ts';
import type { Pause } from '../../../../shared/tenants/pauses.ts';
import { capturedIo } from '../../captured-io.ts';

const nineMs = Date.UTC(2026, 2, 1, 9);

const ioWith = (isRemoved = true) => {
  const removed: (readonly [string, Pause])[] = [];
  const removeTenant = async (tenantId: string, pause: Pause) => {
    removed.push([tenantId, pause]);
    return isRemoved;
  };
  return { ...capturedIo(), removed, removeTenant, now: () => nineMs };
};

describe('tenants remove', () => {
  it('removes a tenant with the reason for the next operator', async () => {
    const io = ioWith();

    expect(await remove('acme', { why: 'left us', json: true }, io)).toBe(0);

    expect(io.removed).toEqual([['acme', { by: 'operator', since: nineMs, why: 'left us' }]]);
    expect(io.out).toEqual(['{"tenantId":"acme","removed":true}']);
  });

  it.each([
    ['a#b', 'left us'],
    ['acme', ' '],
    ['acme', 'jane@example.org asked'],
  ])('does nothing for %j, %j', async (tenantId, why) => {
    const io = ioWith();

    expect(await remove(tenantId, { why }, io)).toBe(2);
    expect(io.removed).toEqual([]);
  });

  it('says that others keep changing it', async () => {
    expect(await remove('acme', { why: 'left us' }, ioWith(false))).toBe(1);
  });
});
