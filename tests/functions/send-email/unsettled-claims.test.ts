import { describe, expect, it } from '@jest/globals';
import { newLedger } from '../../../shared/pacing/new-ledger.ts';
import { bodyOf, noon, sendingWorld, settleMs } from '../../fakes/sending-world.ts';

const key = { tenantId: 'default', messageId: 'order-1' };
const settled = { kind: 'done' };

const gone = {
  address: 'jane@example.org',
  scope: 'tenant#default',
  reason: 'bounce',
  detail: 'Permanent/General',
  source: 'event-1',
  sinceMs: noon,
  expiresAtMs: undefined,
} as const;

describe('a claim of which nothing more is heard', () => {
  it('keeps a message whose recipient was suppressed meanwhile waiting until it is settled', async () => {
    const world = sendingWorld();
    world.ses.answer = () => ({ kind: 'unknown', detail: '503' });
    await world.deliver([bodyOf()]);
    world.suppressions.push(gone);

    expect(await world.deliver([bodyOf()])).toMatchObject([{ kind: 'again' }]);
  });

  it('ends with the outcome, so that the message does not stay sending', async () => {
    const world = sendingWorld();
    world.ses.answer = () => ({ kind: 'unknown', detail: '503' });
    await world.deliver([bodyOf()]);
    world.suppressions.push(gone);
    await world.sleep(settleMs + 1_000);

    expect(await world.deliver([bodyOf()])).toMatchObject([settled]);
    expect(world.messages.itemOf(key).outcome?.state).toBe('suppressed');
    expect(world.messages.itemOf(key).leases.size).toBe(0);
  });

  it('ends when the message expires', async () => {
    const world = sendingWorld();
    world.ses.answer = () => ({ kind: 'unknown', detail: '503' });
    const body = bodyOf({ expiresAt: new Date(noon + 60_000).toISOString() });
    await world.deliver([body]);
    await world.sleep(settleMs + 60_000);

    expect(await world.deliver([body])).toMatchObject([settled]);
    expect(world.messages.itemOf(key).outcome?.state).toBe('expired');
    expect(world.messages.itemOf(key).leases.size).toBe(0);
  });
});

describe('a call that was planned at a higher rate', () => {
  it('is split when SES refuses it and would never take so many at once', async () => {
    const world = sendingWorld({ rate: 14 });
    const body = bodyOf({ to: ['a@example.org', 'b@example.org', 'c@example.org'] });
    world.ses.answer = () => ({
      kind: 'refused',
      refusal: { kind: 'paused', code: 'Paused', cause: 'Paused.', remedy: 'Wait.' },
    });
    await world.deliver([body]);
    await world.sleep(settleMs + 300_000);
    world.ledger.set(
      newLedger({ maxPerSecond: 1, max24Hours: 50_000, sentLast24Hours: 0 }, world.clock.now()),
    );
    world.ses.answer = (mail, call) =>
      mail.destinations.length > 1
        ? {
            kind: 'refused',
            refusal: { kind: 'rate', code: 'Throttling', cause: 'Rate.', remedy: 'Wait.' },
          }
        : { kind: 'accepted', sesMessageId: `ses-${call}` };
    // The claim of the first try stands as it would after a crash: the message was begun as one
    // call.
    world.messages.itemOf(key).leases.set(0, noon);

    await world.deliver([body]);
    const before = world.mails.length;
    await world.deliver([body]);

    expect(world.mails.slice(before).flatMap(({ mail }) => mail.destinations)).toEqual([
      'a@example.org',
      'b@example.org',
      'c@example.org',
    ]);
    expect(before).toBeLessThanOrEqual(3);
  });
});
