import { describe, expect, it } from '@jest/globals';
import type { HeldMail } from '../../../shared/held/ports.ts';
import { releaseResumed } from '../../../shared/reputation/release-resumed.ts';
import type { PausesOfTenant } from '../../../shared/reputation/tenant-pauses.ts';

const minute = 60_000;
const resume = { by: 'operator', since: 1, why: 'so', released: false } as const;

const tenant = (tenantId: string, changes: Partial<PausesOfTenant> = {}): PausesOfTenant => ({
  tenantId,
  hasOwnAccount: false,
  pauses: new Map(),
  resumes: new Map([['*', resume]]),
  ownThresholds: {},
  ...changes,
});

const heldOf = (tenantId: string): HeldMail => ({
  tenantId,
  stream: 'marketing',
  messageId: 'm',
  arrivedAtMs: 1,
});

const world = (failing: string) => {
  const released: string[] = [];
  const marked: string[] = [];
  const ports = {
    tenants: { markReleased: async (tenantId: string) => void marked.push(tenantId) },
    listHeld: async function* () {
      for (const tenantId of ['a', 'b', 'c']) yield heldOf(tenantId);
    },
    releaseHeld: async ({ tenantId = '', stream = '' }) => {
      if (tenantId === failing) throw new Error('one mail cannot be read');
      if (stream === 'marketing') released.push(tenantId);
      return stream === 'marketing' ? 1 : 0;
    },
  };
  return { ports, released, marked };
};

describe('releaseResumed', () => {
  it("releases the others' mail when that of one tenant cannot be, and says so in the end", async () => {
    const { ports, released, marked } = world('a');

    const work = releaseResumed([tenant('a'), tenant('b')], 60 * minute, ports);

    await expect(work).rejects.toThrow('one mail cannot be read');
    expect(released).toEqual(['b']);
    expect(marked).toEqual(['b']);
  });

  it('after a pause of the whole account, too, and notes it as released only when all of it is', async () => {
    const { ports, released, marked } = world('b');

    await expect(releaseResumed([tenant('*')], 60 * minute, ports)).rejects.toThrow();

    expect(released).toEqual(['a', 'c']);
    expect(marked).toEqual([]);
  });

  it('releases nothing of a tenant whose item cannot be read, for it counts as paused', async () => {
    const { ports, released } = world('nobody');
    const pauses = new Map([['*', { by: 'operator', since: 0, why: 'unreadable' } as const]]);

    await releaseResumed([tenant('*'), tenant('b', { pauses, resumes: new Map() })], 1, ports);

    expect(released).toEqual(['a', 'c']);
  });
});
