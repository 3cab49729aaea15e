import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SendAnswer } from '../../../shared/ses-api/ports.ts';
import { bodyOf, noon, sendingWorld, settleMs } from '../../fakes/sending-world.ts';
import { feedbackEvent } from '../../support/feedback-event.ts';

const key = { tenantId: 'default', messageId: 'order-1' };
const unknown = { kind: 'unknown', detail: 'TimeoutError' } as const;
const refused = (kind: 'rate' | 'quota' | 'message'): SendAnswer => ({
  kind: 'refused',
  refusal: { kind, code: 'Code', cause: 'A cause.', remedy: 'A remedy.' },
});

type World = ReturnType<typeof sendingWorld>;

/**
 * Delivers a message as its queue does: again at its time, until it is done with or the time is
 * over.
 */
const deliverFor = async (
  world: World,
  ms: number,
  body = bodyOf(),
  lane: 'transactional' | 'bulk' = 'transactional',
): Promise<'done' | 'again'> => {
  const endMs = world.clock.now() + ms;
  for (;;) {
    const [result] = await world.deliver([body], {
      lane,
      arrivedAtMs: noon,
      isFirstDelivery: false,
    });
    if (result?.kind !== 'again') return 'done';
    if (world.clock.now() > endMs) return 'again';
    await world.sleep(Math.max(0, result.untilMs - world.clock.now()));
  }
};

const hour = 3_600_000;

describe('mail whose answer of SES is lost', () => {
  it.each([
    ['transactional', 'transactional', 2],
    ['notifications', 'bulk', 2],
    ['marketing', 'bulk', 1],
  ] as const)(
    'is sent again once at most, then held, whatever its stream: %s',
    async (stream, lane, copies) => {
      const world = sendingWorld();
      world.ses.answer = () => unknown;

      expect(await deliverFor(world, 24 * hour, bodyOf({ stream }), lane)).toBe('done');

      expect(world.mails).toHaveLength(copies);
      expect(world.held.size).toBe(1);
      const { outcome } = world.messages.itemOf(key);
      expect(outcome?.state).toBe('held');
      expect(outcome?.reasons[0]).toContain('it is not known whether SES took this mail');
    },
  );

  it('is not sent again while no feedback flows, and held after an hour', async () => {
    const world = sendingWorld();
    world.ses.answer = () => unknown;
    world.feedback.reading = undefined;

    expect(await deliverFor(world, hour - 60_000)).toBe('again');
    expect(world.held.size).toBe(0);
    expect(await deliverFor(world, hour)).toBe('done');

    expect(world.mails).toHaveLength(1);
    expect(world.held.size).toBe(1);
    expect(world.messages.itemOf(key).outcome?.reasons[0]).toContain('no event of SES has come');
  });

  it('is sent again when feedback flows anew, and its own event has not come', async () => {
    const world = sendingWorld();
    world.ses.answer = (_, call) =>
      call === 1 ? unknown : { kind: 'accepted', sesMessageId: 'ses-2' };
    const flows = world.feedback.reading;
    world.feedback.reading = undefined;
    await deliverFor(world, hour / 2);
    world.feedback.reading = flows;

    expect(await deliverFor(world, hour / 2)).toBe('done');
    expect(world.mails).toHaveLength(2);
  });

  it('is done with when its own event comes late, without a second mail', async () => {
    const world = sendingWorld();
    world.ses.answer = () => unknown;
    world.feedback.reading = undefined;
    await deliverFor(world, hour / 2);
    const event = feedbackEvent({
      eventId: 'e-1',
      sesMessageId: 'ses-1',
      tags: { 'pipeline-part': '0' },
    });
    await world.messages.store.recordEvents({ key, events: [event] });

    expect(await deliverFor(world, hour)).toBe('done');
    expect([world.mails.length, world.held.size]).toEqual([1, 0]);
  });

  it('asks for feedback once for a batch, and never while every outcome is known', async () => {
    const world = sendingWorld();
    const bodies = [1, 2, 3].map((number) => bodyOf({ messageId: `m-${number}` }));
    world.ses.answer = () => unknown;
    await world.deliver(bodies);
    await world.deliver(bodies, { isFirstDelivery: false });
    expect(world.feedback.reads).toBe(0);
    await world.sleep(settleMs + 1_000);

    await world.deliver(bodies, { isFirstDelivery: false });

    expect(world.feedback.reads).toBe(1);
    expect(world.mails).toHaveLength(6);
  });

  it('stays on its queue while it cannot be read whether feedback flows, and others go', async () => {
    const world = sendingWorld();
    world.ses.answer = (_, call) =>
      call === 1 ? unknown : { kind: 'accepted', sesMessageId: `ses-${call}` };
    await world.deliver([bodyOf()]);
    await world.sleep(settleMs + 1_000);
    const account = {
      ...world.account,
      readFeedback: () => Promise.reject(new Error('down')),
    };
    const findTenants = async () => new Map([['default', { account, pauses: {} }]]);

    const results = await world.deliver([bodyOf(), bodyOf({ messageId: 'm-2' })], {
      ports: { findTenants },
    });

    expect(results.map(({ kind }) => kind)).toEqual(['again', 'done']);
    expect(world.mails).toHaveLength(2);
  });

  it('is sent again the one time it may although a run was throttled, or gave its claim back, meanwhile', async () => {
    const world = sendingWorld();
    const answers: readonly SendAnswer[] = [
      unknown,
      refused('rate'),
      refused('quota'),
      refused('quota'),
      unknown,
    ];
    world.ses.answer = (_, call) => answers[call - 1] ?? unknown;

    await deliverFor(world, 24 * hour);

    expect(world.mails).toHaveLength(answers.length);
    expect(world.held.size).toBe(1);
  });

  it('is sent to each of its recipients twice at most when SES makes it go out in parts', async () => {
    const world = sendingWorld();
    const copies = new Map<string, number>();
    world.ses.answer = (mail, call) => {
      if (call === 2) return refused('message');
      for (const address of mail.destinations) copies.set(address, (copies.get(address) ?? 0) + 1);
      return unknown;
    };

    await deliverFor(world, 24 * hour, bodyOf({ to: ['a@example.org', 'b@example.org'] }));

    expect(copies).toEqual(
      new Map([
        ['a@example.org', 2],
        ['b@example.org', 2],
      ]),
    );
  });

  it('is sent again when a person releases it, and held again when that is lost too', async () => {
    const world = sendingWorld();
    world.ses.answer = () => unknown;
    await deliverFor(world, 24 * hour);

    const released = { releasedCopy: noon, arrivedAtMs: world.clock.now() };
    await world.deliver([bodyOf()], released);
    await world.sleep(settleMs + 1_000);
    await world.deliver([bodyOf()], released);

    expect(world.mails).toHaveLength(3);
    expect(world.held.size).toBe(2);
  });

  it('goes out twice at most, whatever SES answers and however often runs die', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('unknown', 'dies', 'rate', 'quota', 'accepted'), {
          maxLength: 12,
        }),
        async (course) => {
          const world = sendingWorld();
          let taken = 0;
          world.ses.answer = (_, call) => {
            const kind = course[call - 1] ?? 'unknown';
            if (kind === 'rate' || kind === 'quota') return refused(kind);
            taken += 1;
            return kind === 'accepted' ? { kind, sesMessageId: `ses-${call}` } : unknown;
          };
          const dying = {
            recordSent: () => Promise.reject(new Error('down')),
            recordUnknown: () => Promise.reject(new Error('down')),
          };
          let isDone = false;
          for (let run = 0; run < 200 && !isDone; run += 1) {
            const ports = course[world.mails.length] === 'dies' ? dying : {};
            const [result] = await world.deliver([bodyOf()], { ports, isFirstDelivery: false });
            isDone = result?.kind === 'done';
            if (result?.kind === 'again')
              await world.sleep(Math.max(0, result.untilMs - world.clock.now()));
          }

          expect(isDone).toBe(true);
          expect(taken).toBeLessThanOrEqual(2);
        },
      ),
      { numRuns: 60 },
    ));
});
