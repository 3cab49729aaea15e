import { describe, expect, it } from '@jest/globals';
import { type FollowOptions, follow } from '../../../../cli/commands/messages/follow.ts';
import { known, type PathFacts } from '../../../../shared/following/path-facts.ts';
import { fakeMailFacts, openPath } from '../../../fakes/mail-facts.ts';
import { capturedIo } from '../../captured-io.ts';

const nineMs = Date.UTC(2026, 2, 1, 9);
const key = { tenantId: 'acme', messageId: 'order-1' };

type Item = Readonly<Record<string, unknown>>;
const seen = { pk: 'acme#order-1', recipients: ['ada@example.org', 'bob@example.org'] };
const sent = { ...seen, sent0: 'ses-1' };
const event = (kind: string, address: string, why?: string) => ({
  [`ev_${kind}-${address}`]: { k: kind, at: nineMs, r: [address], why },
});
const delivered = event('delivery', 'ada@example.org');

/** The item as it is at each look, the last one from then on. */
const world = (items: readonly (Item | undefined)[], changes: Partial<PathFacts> = {}) => {
  const io = capturedIo();
  const progress: string[] = [];
  let [nowMs, looks] = [nineMs, 0];
  const findItems = async () => {
    const item = items[Math.min(looks, items.length - 1)];
    looks += 1;
    return item === undefined ? [] : [item];
  };
  const facts = fakeMailFacts(nineMs, findItems, { path: openPath(nineMs, changes) });
  const run = (options: Partial<FollowOptions> = {}) =>
    follow(
      key,
      { stream: 'transactional', seconds: 10, json: false, ...options },
      {
        ...{ ...io, ...facts },
        showProgress: (text) => void progress.push(text),
        clock: {
          now: () => nowMs,
          sleepUntil: async (ms) => {
            nowMs = ms;
          },
        },
      },
    );
  return { run, io, progress, looks: () => looks, elapsedMs: () => nowMs - nineMs };
};

describe('follow', () => {
  it('follows the mail from its queue to the end of every recipient', async () => {
    const bob = event('delivery', 'bob@example.org');
    const { run, io, progress } = world([
      undefined,
      sent,
      { ...sent, ...delivered },
      { ...sent, ...delivered, ...bob },
    ]);

    expect(await run()).toBe(0);

    expect(progress).toEqual([
      'waits on its queue',
      '2 sent',
      '1 delivered, 1 sent',
      '2 delivered',
      '',
    ]);
    expect(io.out).toEqual([
      'order-1  delivered',
      '  recipient   ada@example.org  delivered',
      '  recipient   bob@example.org  delivered',
    ]);
  });

  it.each<[string, Item, number]>([
    [
      'bounced',
      { ...sent, ...delivered, ...event('bounce', 'bob@example.org', 'Permanent/General') },
      5,
    ],
    ['suppressed', { ...sent, ...delivered, suppressed: ['bob@example.org'] }, 5],
    [
      'rejected',
      { ...seen, recipients: [], outcome: { state: 'rejected', at: nineMs, reasons: ['to: x'] } },
      5,
    ],
    ['failed', { ...seen, outcome: { state: 'failed', at: nineMs } }, 5],
    ['held', { ...seen, outcome: { state: 'held', at: nineMs, reasons: ['paused'] } }, 6],
  ])('ends at once with a mail that is %s', async (state, item, code) => {
    const { run, io, looks } = world([item]);

    expect(await run({ json: true })).toBe(code);
    expect(looks()).toBe(1);
    const told = JSON.parse(io.out[0] ?? '');
    expect(told.isOver).toBe(true);
    expect([told.state, ...Object.values(told.recipients)]).toContain(state);
  });

  it('says when the time is over what the mail waits for, and exits with 4', async () => {
    const pauses = known([
      {
        tenantId: 'acme',
        pauses: { '*': { by: 'operator', since: nineMs, why: 'unpaid' } as const },
      },
    ]);
    const { run, io, elapsedMs } = world([undefined], { pauses });

    expect(await run({ seconds: 7, sendAfterMs: nineMs + 60_000 })).toBe(4);

    expect(elapsedMs()).toBe(7_000);
    expect(io.out[0]).toBe('order-1  waiting, not at its end yet');
    expect(io.out).toContain(
      '  waits for   all mail of tenant acme is paused by the operator since 2026-03-01T09:00:00.000Z: unpaid',
    );
    expect(io.out).toContain(
      '  waits for   its sendAfter has not come; until 2026-03-01T09:01:00.000Z',
    );
  });

  it('names nothing that mail waits for which SES already has', async () => {
    const { ledger } = openPath(nineMs);
    if (ledger.kind !== 'known') throw new Error('The path has a ledger.');
    const { run, io } = world([sent], { ledger: known({ ...ledger.fact, quota: 0 }) });

    expect(await run({ seconds: 1, json: true })).toBe(4);
    expect(JSON.parse(io.out[0] ?? '')).toMatchObject({ state: 'sent', isOver: false, waits: [] });
  });

  it('ends with 3 where the item cannot be read', async () => {
    const { run, io } = world([{ ...seen, attempts: 'two' }]);

    expect(await run()).toBe(3);
    expect(io.err).toEqual([expect.stringContaining('attempts')]);
  });
});
