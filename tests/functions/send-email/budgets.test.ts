import { describe, expect, it } from '@jest/globals';
import { unused } from '../../../shared/budgets/budget-use.ts';
import { monthOf, utcDay } from '../../../shared/budgets/calendar.ts';
import { bodyOf, noon, sendingWorld } from '../../fakes/sending-world.ts';

const day = utcDay(noon);
const dayMs = 86_400_000;

const of = (tenantId: string, messageId: string, changes: object = {}) =>
  bodyOf({ tenantId, messageId, ...changes });
const recipients = (many: number, domain = 'example.org'): readonly string[] =>
  Array.from({ length: many }, (_, index) => `person-${index}@${domain}`);

const world = (options?: Parameters<typeof sendingWorld>[0]) => {
  const made = sendingWorld(options);
  const used = () => {
    const { dayUsed, monthUsed } = made.budgets.useOf('acme');
    return [dayUsed, monthUsed];
  };
  return { ...made, used };
};

describe('a budget of a tenant', () => {
  it('lets mail out as long as it has room, then holds it with the reason, and no other tenant', async () => {
    const { deliver, settings, mails, held, messages, budgets } = world();
    settings.set('acme', { budget: { perDay: 3 } });

    const results = await deliver([
      of('acme', 'a', { to: recipients(2) }),
      of('acme', 'b', { to: recipients(2) }),
      of('acme', 'c'),
      of('zeta', 'z'),
    ]);

    expect(results.map(({ kind }) => kind)).toEqual(['done', 'done', 'done', 'done']);
    expect(mails.map(({ mail }) => mail.tags['pipeline-message'])).toEqual(
      expect.arrayContaining(['a', 'c', 'z']),
    );
    expect(mails).toHaveLength(3);
    expect([...held.keys()]).toEqual([expect.stringContaining('held/acme/transactional/')]);
    expect(messages.items.get('acme#b')?.outcome?.reasons).toEqual([
      "over its tenant's budget of this day (3 recipients a day, by UTC); it goes out by itself after 2026-11-22T00:00:00.000Z, or within minutes after the budget is raised",
    ]);
    expect(budgets.useOf('acme').held).toMatchObject({ day, limits: { perDay: 3 } });
  });

  it('refuses what is over it where the settings say so', async () => {
    const { deliver, settings, held, deadLetters, sum, lines } = world();
    settings.set('acme', { budget: { perMonth: 1, over: 'refuse' } });

    await deliver([of('acme', 'a'), of('acme', 'b', { to: recipients(2) })]);

    expect(deadLetters.map(({ reasons }) => reasons)).toEqual([
      [
        'it has more recipients than its tenant may send to in a month (1, by UTC); send it again when there is room, or raise the budget first',
      ],
    ]);
    expect([sum('Rejected'), sum('Sent'), held.size]).toEqual([1, 1, 0]);
    expect(lines.join()).not.toContain('example.org');
  });

  it('costs one write per batch, and none for a tenant without', async () => {
    const { deliver, settings, budgets } = world();
    await deliver([of('zeta', 'z')]);
    expect(budgets.writes).toEqual({ taken: 0, refused: 0, givenBack: 0, marked: 0, linedUp: 0 });
    settings.set('acme', { budget: { perDay: 100 } });
    await deliver([of('acme', 'first')]);
    const { taken, refused } = budgets.writes;

    await deliver([of('acme', 'a'), of('acme', 'b'), of('zeta', 'y')]);

    expect(budgets.writes).toEqual({
      taken: taken + 1,
      refused,
      givenBack: 0,
      marked: 0,
      linedUp: 0,
    });
  });

  it('is not charged for what is sent already, suppressed, or goes to the mailbox simulator', async () => {
    const { deliver, settings, used, suppressions, mails } = world();
    settings.set('acme', { budget: { perDay: 100 } });
    suppressions.push({
      ...{ address: 'person-0@example.org', scope: '*', reason: 'operator' },
      ...{ detail: '', source: 'test', sinceMs: noon, expiresAtMs: undefined },
    });
    const bodies = [
      of('acme', 'a', { to: recipients(3) }),
      of('acme', 'b', { to: recipients(2, 'simulator.amazonses.com') }),
    ];

    await deliver(bodies);
    await deliver(bodies);

    expect(mails).toHaveLength(2);
    expect(used()).toEqual([2, 2]);
  });

  it('gets back what was charged and not sent', async () => {
    const { deliver, settings, used, ses, budgets } = world();
    settings.set('acme', { budget: { perDay: 100 } });
    const refusal = {
      kind: 'paused',
      code: 'AccountSendingPaused',
      cause: '',
      remedy: '',
    } as const;
    ses.answer = () => ({ kind: 'refused', refusal });

    const results = await deliver([of('acme', 'a'), of('acme', 'b')]);

    expect(results.map(({ kind }) => kind)).toEqual(['again', 'again']);
    expect(used()).toEqual([0, 0]);
    expect(budgets.writes.givenBack).toBe(1);
  });

  it('stays charged for a call of unknown outcome, and is charged for the second call', async () => {
    const { deliver, settings, used, ses, sleep } = world();
    settings.set('acme', { budget: { perDay: 100 } });
    ses.answer = () => ({ kind: 'unknown', detail: 'reset' });
    await deliver([of('acme', 'a')]);
    expect(used()).toEqual([1, 1]);
    ses.answer = () => ({ kind: 'accepted', sesMessageId: 'second' });
    await sleep(10 * 60_000);

    await deliver([of('acme', 'a')]);

    expect(used()).toEqual([2, 2]);
  });

  it('of a run that dies after the charge wastes what its batch charged, and no more', async () => {
    const { deliver, settings, used, ports } = world();
    settings.set('acme', { budget: { perDay: 4 } });
    const dies = { ...ports.budgets, giveBack: () => Promise.reject(new Error('gone')) };
    const findSuppressions = ports.findSuppressions;
    await deliver([of('acme', 'a'), of('acme', 'b')], {
      ports: {
        budgets: dies,
        claimPart: () => Promise.reject(new Error('gone')),
        findSuppressions,
      },
    });
    expect(used()).toEqual([2, 2]);

    const results = await deliver([of('acme', 'a'), of('acme', 'b')]);

    expect(results.map(({ kind }) => kind)).toEqual(['done', 'done']);
    expect(used()).toEqual([4, 4]);
  });

  it('that cannot be charged makes the mail of its tenant wait, and no other', async () => {
    const { deliver, settings, mails, ports } = world();
    settings.set('acme', { budget: { perDay: 4 } });
    const budgets = { ...ports.budgets, charge: () => Promise.reject(new Error('unreachable')) };

    const results = await deliver([of('acme', 'a'), of('zeta', 'z')], { ports: { budgets } });

    expect(results.map(({ kind }) => kind)).toEqual(['again', 'done']);
    expect(mails).toHaveLength(1);
  });

  it('of a day pays for no call of the next day', async () => {
    const { deliver, settings, mails, used, sleep, budgets } = world({ rate: 1 });
    settings.set('acme', { budget: { perDay: 100 } });
    await sleep(dayMs / 2 - 3_000);

    const results = await deliver(
      Array.from({ length: 8 }, (_, index) => of('acme', `m-${index}`)),
    );

    const midnight = (day + 1) * dayMs;
    expect(mails.length).toBeGreaterThan(1);
    expect(mails.filter(({ atMs }) => atMs >= midnight)).toEqual([]);
    expect(results.filter(({ kind }) => kind === 'again')).toHaveLength(8 - mails.length);
    expect(used()).toEqual([mails.length, mails.length]);
    expect(budgets.useOf('acme').day).toBe(day);
  });

  it('holds on the first day of a warm-up what goes out on the second', async () => {
    const { deliver, settings, mails, held, sleep } = world();
    settings.set('acme', { warmUp: { startsOn: '2026-11-21', firstDay: 2, growthPerDay: 1.5 } });
    await deliver([of('acme', 'a'), of('acme', 'b'), of('acme', 'c')]);
    expect([mails.length, held.size]).toEqual([2, 1]);
    await sleep(dayMs);

    await deliver([of('acme', 'd'), of('acme', 'e'), of('acme', 'f'), of('acme', 'g')]);

    expect([mails.length, held.size]).toEqual([5, 2]);
  });

  it('marks the tenant once while mail is held again and again', async () => {
    const { deliver, settings, budgets } = world();
    settings.set('acme', { budget: { perDay: 1 } });
    budgets.set('acme', { ...unused, day, month: monthOf(day), dayUsed: 1, monthUsed: 1 });

    await deliver([of('acme', 'a')]);
    await deliver([of('acme', 'b')]);

    expect(budgets.writes).toMatchObject({ marked: 1, taken: 0 });
  });
});
