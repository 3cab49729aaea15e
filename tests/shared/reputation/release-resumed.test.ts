import { describe, expect, it } from '@jest/globals';
import { basicNames, basicStreams } from '../../../shared/email/streams.ts';
import type { HeldMail } from '../../../shared/held/ports.ts';
import {
  releaseResumed,
  releaseScope,
  tenantsConcerned,
} from '../../../shared/reputation/release-resumed.ts';
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
    streams: basicStreams,
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

  it('notes a resume as done 10 minutes after it, when no sender can hold mail any more', async () => {
    const since = 7;
    const tenants = [tenant('a', { resumes: new Map([['*', { ...resume, since }]]) })];
    const early = world('nobody');
    const inTime = world('nobody');

    await releaseResumed(tenants, since + 10 * minute - 1, early.ports);
    await releaseResumed(tenants, since + 10 * minute, inTime.ports);

    expect([early.released, early.marked]).toEqual([['a'], []]);
    expect([inTime.released, inTime.marked]).toEqual([['a'], ['a']]);
  });

  it('does nothing for a resume whose mail is all released', async () => {
    const { ports, released, marked } = world('nobody');
    const resumes = new Map([['*', { ...resume, released: true }]]);

    expect(await releaseResumed([tenant('a', { resumes })], 60 * minute, ports)).toBe(0);
    expect([released, marked]).toEqual([[], []]);
  });

  it('counts what it released of all tenants', async () => {
    const { ports } = world('nobody');

    expect(await releaseResumed([tenant('a'), tenant('b')], 1, ports)).toBe(2);
  });
});

describe('releaseScope', () => {
  const pause = { by: 'operator', since: 0, why: 'so' } as const;
  const scopesReleased = async (known: readonly PausesOfTenant[], scope: string) => {
    const given: string[] = [];
    const count = await releaseScope(known, 'a', scope, {
      streams: basicStreams,
      releaseHeld: async ({ tenantId, stream }) => {
        given.push(`${tenantId} ${stream}`);
        return 2;
      },
    });
    expect(count).toBe(2 * given.length);
    return given;
  };
  const all = basicNames.map((stream) => `a ${stream}`);
  const withoutMarketing = all.filter((one) => one !== 'a marketing');

  it.each([
    ['every stream of a tenant', [tenant('a')], '*', all],
    ['every stream of a tenant that was switched off', [tenant('a')], 'switched-off', all],
    ['a stream alone', [tenant('a')], 'marketing', ['a marketing']],
    [
      'nothing of a tenant that is switched off meanwhile',
      [tenant('a', { pauses: new Map([['switched-off', pause]]) })],
      '*',
      [],
    ],
    ['what no item pauses', [], '*', all],
    [
      'no stream that is paused by itself',
      [tenant('a', { pauses: new Map([['marketing', pause]]) })],
      '*',
      withoutMarketing,
    ],
    [
      'no stream that is paused for every tenant',
      [tenant('a'), tenant('*', { pauses: new Map([['marketing', pause]]) })],
      '*',
      withoutMarketing,
    ],
    [
      "what is paused for every tenant but is of a tenant's own account",
      [tenant('a', { hasOwnAccount: true }), tenant('*', { pauses: new Map([['*', pause]]) })],
      '*',
      all,
    ],
    [
      'nothing of a tenant that is paused as a whole',
      [tenant('a', { pauses: new Map([['*', pause]]) })],
      'marketing',
      [],
    ],
  ] as const)('releases %s', async (_, known, scope, released) => {
    expect(await scopesReleased(known, scope)).toEqual(released);
  });
});

describe('tenantsConcerned', () => {
  const listHeld = async function* () {
    for (const tenantId of ['a', 'b', 'a']) yield heldOf(tenantId);
  };

  it('a resume of one tenant concerns it alone, one of all concerns each that has held mail', async () => {
    expect(await tenantsConcerned('z', listHeld)).toEqual(['z']);
    expect(await tenantsConcerned('*', listHeld)).toEqual(['a', 'b']);
  });
});
