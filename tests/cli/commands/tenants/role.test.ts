import { describe, expect, it } from '@jest/globals';
import { removeRole, setRole, showRole } from '../../../../cli/commands/tenants/role.ts';
import type { TenantRole, TenantRoles } from '../../../../shared/tenants/role.ts';
import { capturedIo } from '../../captured-io.ts';

const roleArn = 'arn:aws:iam::444455556666:role/ses-pipeline-sender';
const options = { roleArn, sesRegion: 'eu-central-1' };

const ioWith = () => {
  const stored = new Map<string, TenantRole>();
  const roles: TenantRoles = {
    read: async (tenantId) => stored.get(tenantId),
    put: async (tenantId, wish) => {
      const role = { ...wish, account: '444455556666', externalId: 'e-1' };
      stored.set(tenantId, role);
      return role;
    },
    remove: async (tenantId) => stored.delete(tenantId),
  };
  return { ...capturedIo(), roles, stored };
};

describe('tenants role', () => {
  it('is set, shown with its external id, and removed', async () => {
    const io = ioWith();

    expect(await setRole('acme', options, io)).toBe(0);
    expect(await showRole('acme', { json: true }, io)).toBe(0);
    expect(await removeRole('acme', { json: true }, io)).toBe(0);

    expect(io.out.slice(0, -2).join('\n')).toMatch(/external id +e-1/);
    expect(io.out.slice(-2).map((line) => JSON.parse(line))).toEqual([
      {
        tenantId: 'acme',
        role: { roleArn, region: 'eu-central-1', account: '444455556666', externalId: 'e-1' },
      },
      { tenantId: 'acme', removed: true },
    ]);
  });

  it.each([
    ['a#b', options, 'tenant'],
    ['acme', { ...options, roleArn: 'arn:aws:iam::444455556666:user/jane' }, '--role-arn'],
    ['acme', { ...options, sesRegion: 'Frankfurt' }, '--ses-region'],
  ])('is refused for %j %j', async (tenantId, wrong, word) => {
    const io = ioWith();

    expect(await setRole(tenantId, wrong, io)).toBe(2);
    expect(io.err.join('\n').toLowerCase()).toContain(word);
    expect(io.stored.size).toBe(0);
  });

  it('says that a tenant has none', async () => {
    const io = ioWith();

    expect(await showRole('acme', {}, io)).toBe(3);
    expect(await removeRole('acme', {}, io)).toBe(3);
  });
});
