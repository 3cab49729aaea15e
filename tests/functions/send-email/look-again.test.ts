import { describe, expect, it } from '@jest/globals';
import { longestSinceLookMs } from '../../../functions/send-email/look-again.ts';
import type { SendBatchPorts } from '../../../functions/send-email/send-batch.ts';
import { readLedger } from '../../../shared/pacing/reserve-slots.ts';
import type { SuppressionQuestion } from '../../../shared/suppression/ports.ts';
import type { SuppressionEntry } from '../../../shared/suppression/suppression-entry.ts';
import { bodyOf, noon, sendingWorld } from '../../fakes/sending-world.ts';

const key = { tenantId: 'default', messageId: 'order-1' };
const pause = { '*': { by: 'operator', since: noon + 1_000, why: 'stop' } } as const;
const iso = (ms: number): string => new Date(ms).toISOString();
const complaint = (address: string): SuppressionEntry => ({
  ...{ address, scope: 'tenant#default', reason: 'complaint', detail: 'abuse', source: 'e' },
  ...{ sinceMs: noon + 1_000, expiresAtMs: undefined },
});
const severalBodies = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    bodyOf({ messageId: `m${index}`, to: [`r${index}@example.org`] }),
  );

/**
 * A world in which others have taken the slots of the next seconds; and what is asked of its
 * tables.
 */
const backlog = async ({ rate = 14, aheadMs = 35_000 } = {}) => {
  const world = sendingWorld({ rate });
  const ledger = await readLedger({ ...world.ports, ...world.account });
  world.ledger.set({ ...ledger, tatMs: noon + aheadMs });
  const looks: { readonly atMs: number; readonly questions: readonly SuppressionQuestion[] }[] = [];
  const tenantLooks: number[] = [];
  const deliver = (bodies: readonly string[], ports: Partial<SendBatchPorts> = {}) => {
    const all = { ...world.ports, ...ports };
    return world.deliver(bodies, {
      ports: {
        ...ports,
        findSuppressions: (questions) => {
          looks.push({ atMs: world.clock.now(), questions });
          return all.findSuppressions(questions);
        },
        findTenants: (tenantIds) => {
          tenantLooks.push(world.clock.now());
          return all.findTenants(tenantIds);
        },
      },
    });
  };
  const at = (ms: number, happen: () => void): void =>
    void world.clock.sleepUntil(noon + ms).then(happen);
  const claims = () => [...world.messages.items.values()].flatMap(({ leases }) => [...leases]);
  const sentTo = () => world.mails.map(({ mail }) => mail.destinations);
  return { ...world, looks, tenantLooks, deliver, at, claims, sentTo };
};

describe('look-again', () => {
  it('sends nothing to somebody who was suppressed while the mail waited for its slot', async () => {
    const { deliver, mails, suppressions, messages, claims, at } = await backlog();
    at(1_000, () => suppressions.push(complaint('jane@example.org')));

    expect(await deliver([bodyOf()])).toMatchObject([{ kind: 'again' }]);
    expect(claims()).toEqual([]);
    expect(await deliver([bodyOf()])).toMatchObject([{ kind: 'done' }]);

    expect(mails).toEqual([]);
    expect(messages.itemOf(key).outcome?.state).toBe('suppressed');
  });

  it('leaves who was suppressed meanwhile out of the envelope, and sends to the others', async () => {
    const { deliver, suppressions, messages, sentTo, sum, at } = await backlog();
    at(1_000, () => suppressions.push(complaint('jane@example.org')));

    await deliver([bodyOf({ to: ['jane@example.org', 'kim@example.org'] })]);

    expect(sentTo()).toEqual([['kim@example.org']]);
    expect(messages.itemOf(key).suppressed).toEqual(['jane@example.org']);
    expect([sum('Sent'), sum('Suppressed')]).toEqual([1, 1]);
  });

  it('gives a claim back that names somebody who was suppressed after it was written', async () => {
    const { deliver, suppressions, ledger, clock, messages, claims, sentTo, ses } = await backlog();
    ses.answer = (_mail, call) => {
      if (call > 1) return { kind: 'accepted', sesMessageId: `ses-${call}` };
      // Until its next slot comes, what was looked at for this one is too old.
      const seen = ledger.now();
      if (seen !== undefined) ledger.set({ ...seen, tatMs: clock.now() + 8_000 });
      suppressions.push(complaint('jane@example.org'));
      return { kind: 'refused', refusal: { kind: 'rate', code: 'x', cause: 'y', remedy: 'z' } };
    };
    const bodies = [bodyOf({ to: ['jane@example.org', 'kim@example.org'] })];

    expect(await deliver(bodies)).toMatchObject([{ kind: 'again' }]);
    expect(claims()).toEqual([]);
    expect(await deliver(bodies)).toMatchObject([{ kind: 'done' }]);

    expect(sentTo()).toEqual([['jane@example.org', 'kim@example.org'], ['kim@example.org']]);
    expect(messages.itemOf(key).suppressed).toEqual(['jane@example.org']);
  });

  it('holds mail whose tenant was paused while it waited for its slot', async () => {
    const { deliver, mails, pauses, held, claims, at } = await backlog();
    at(1_000, () => pauses.set('default', pause));

    expect(await deliver([bodyOf()])).toMatchObject([{ kind: 'again' }]);
    expect(claims()).toEqual([]);
    await deliver([bodyOf()]);

    expect(mails).toEqual([]);
    expect(held.size).toBe(1);
  });

  it('does not use a slot that comes when the message has expired, and ends it', async () => {
    const { deliver, mails, messages, claims } = await backlog();
    const body = bodyOf({ expiresAt: iso(noon + 5_000) });

    expect(await deliver([body])).toMatchObject([{ kind: 'again' }]);
    expect(claims()).toEqual([]);
    await deliver([body]);

    expect(mails).toEqual([]);
    expect(messages.itemOf(key).outcome?.state).toBe('expired');
  });

  it('sends a message only before it expires, to the millisecond', async () => {
    const sends = async (expiresAtMs: number): Promise<number> => {
      const { deliver, mails } = await backlog();
      await deliver([bodyOf({ expiresAt: iso(expiresAtMs) })]);
      return mails[0]?.atMs ?? Number.NaN;
    };
    const leftAtMs = await sends(noon + 60_000);
    const lastMs = Math.floor(leftAtMs);

    expect(await sends(lastMs)).toBeNaN();
    expect(await sends(lastMs + 1)).toBeLessThan(lastMs + 1);
  });

  it('gives the slot of mail that does not leave to the next that waits', async () => {
    const { deliver, mails } = await backlog({ rate: 1 });

    await deliver([
      bodyOf({ messageId: 'soon', expiresAt: iso(noon + 5_000) }),
      ...severalBodies(3),
    ]);

    const times = mails.map(({ atMs }) => atMs - noon);
    expect(times).toHaveLength(3);
    expect(times[0]).toBeLessThan(35_100);
  });

  it('looks at no mail again that leaves soon after it was looked up', async () => {
    const { deliver, mails, looks, tenantLooks } = await backlog({ aheadMs: 3_000 });

    await deliver(severalBodies(2));

    expect([mails.length, looks.length, tenantLooks.length]).toEqual([2, 1, 1]);
  });

  it.each([
    [2, [7, 3]],
    [14, [10]],
  ])(
    'looks at all mail of the next seconds at once, and at each mail once more: %i a second',
    async (rate, expected) => {
      const { deliver, mails, looks, tenantLooks } = await backlog({ rate });

      await deliver(severalBodies(10));

      expect(mails).toHaveLength(10);
      const questions = looks.slice(1).map((look) => look.questions.length);
      expect(questions).toEqual(expected);
      expect(tenantLooks).toHaveLength(looks.length);
    },
  );

  it.each([1, 2, 5, 14, 50])(
    'lets no mail leave that was looked at too long before, at %i a second',
    async (rate) => {
      const { deliver, mails, looks } = await backlog({ rate, aheadMs: 20_000 });

      await deliver(severalBodies(10));

      const agesMs = mails.map(({ mail: { destinations }, atMs }) => {
        const seen = looks.findLast(
          (look) =>
            look.atMs <= atMs &&
            look.questions.some(({ addresses }) => addresses.some((a) => destinations.includes(a))),
        );
        return atMs - (seen?.atMs ?? Number.NEGATIVE_INFINITY);
      });
      expect(agesMs).toHaveLength(10);
      expect(Math.max(...agesMs)).toBeLessThanOrEqual(longestSinceLookMs);
    },
  );

  it('takes another slot for mail whose claim took so long that what is known of it is old', async () => {
    const { deliver, mails, messages, clock, looks } = await backlog();
    let claims = 0;
    await deliver([bodyOf()], {
      claimPart: async (claim) => {
        claims += 1;
        if (claims === 1) await clock.sleepUntil(clock.now() + 5_500);
        return messages.store.claimPart(claim);
      },
    });

    expect(mails).toHaveLength(1);
    expect(looks).toHaveLength(3);
    expect((mails[0]?.atMs ?? 0) - (looks[2]?.atMs ?? 0)).toBeLessThanOrEqual(longestSinceLookMs);
  });

  /** Both tables answer the first time, and not again where the mail waits for its slot. */
  const failingFrom = (
    second: number,
    isFor: (addresses: readonly string[]) => boolean,
    error = new Error('no answer'),
  ) => {
    let asked = 0;
    return (questions: readonly SuppressionQuestion[]): void => {
      asked += 1;
      if (asked >= second && questions.some(({ addresses }) => isFor(addresses))) throw error;
    };
  };

  it('sends nothing when recipients cannot be looked at again', async () => {
    const { deliver, ports, mails, claims, deadLetters, lines } = await backlog();
    const check = failingFrom(2, () => true);

    const results = await deliver(severalBodies(2), {
      findSuppressions: async (questions) => {
        check(questions);
        return ports.findSuppressions(questions);
      },
    });

    expect(results.map(({ kind }) => kind)).toEqual(['again', 'again']);
    expect([mails, claims(), deadLetters]).toEqual([[], [], []]);
    expect(lines.filter((line) => line.includes('"cause":"unread"'))).toHaveLength(2);
  });

  it.each([
    ['no answer comes', 'TimeoutError', 10_000],
    ['a table refuses for good', 'AccessDeniedException', 60_000],
  ])('lets a message wait where %s when it is looked at again', async (_case, name, leastMs) => {
    const { deliver, ports, clock } = await backlog();
    const check = failingFrom(2, () => true, Object.assign(new Error('no'), { name }));

    const [result] = await deliver(severalBodies(1), {
      findSuppressions: async (questions) => {
        check(questions);
        return ports.findSuppressions(questions);
      },
    });

    const untilMs = result?.kind === 'again' ? result.untilMs : 0;
    expect(untilMs - clock.now()).toBeGreaterThanOrEqual(leastMs - 100);
    expect(untilMs - clock.now()).toBeLessThanOrEqual(leastMs);
  });

  it('sends nothing when pauses cannot be looked at again', async () => {
    const { deliver, ports, mails, claims } = await backlog();
    let asked = 0;

    const results = await deliver(severalBodies(2), {
      findTenants: async (tenantIds) => {
        asked += 1;
        if (asked > 1) throw new Error('no answer');
        return ports.findTenants(tenantIds);
      },
    });

    expect(results.map(({ kind }) => kind)).toEqual(['again', 'again']);
    expect([mails, claims()]).toEqual([[], []]);
  });

  it('lets one mail wait of which a row cannot be read, and sends the others', async () => {
    const { deliver, ports, sentTo } = await backlog();
    const check = failingFrom(2, (addresses) => addresses.includes('r1@example.org'));

    const results = await deliver(severalBodies(3), {
      findSuppressions: async (questions) => {
        check(questions);
        return ports.findSuppressions(questions);
      },
    });

    expect(results.map(({ kind }) => kind)).toEqual(['done', 'again', 'done']);
    expect(sentTo()).toEqual([['r0@example.org'], ['r2@example.org']]);
  });
});
