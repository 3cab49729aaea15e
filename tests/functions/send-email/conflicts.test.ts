import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { prepareMessage } from '../../../functions/send-email/prepare-message.ts';
import { conflictReason } from '../../../functions/send-email/refuse-conflict.ts';
import { sendByV1 } from '../../../shared/aws/ses/ses-mailer.ts';
import { sendByV2 } from '../../../shared/aws/ses/ses-v2-mailer.ts';
import { basicStreams } from '../../../shared/email/streams.ts';
import { validateMessage } from '../../../shared/email/validate-message.ts';
import type { Mail, SendAnswer } from '../../../shared/ses-api/ports.ts';
import { bodyOf, noon, sendingWorld, settleMs } from '../../fakes/sending-world.ts';

const key = { tenantId: 'default', messageId: 'order-1' };
const done = { kind: 'done' };
const first = bodyOf();
const other = bodyOf({ to: ['joe@example.org'], subject: 'Another mail' });
const unknown = { kind: 'unknown', detail: 'reset' } as const;
const refusedAs = (kind: 'message' | 'quota'): SendAnswer => ({
  kind: 'refused',
  refusal: { kind, code: 'Code', cause: 'A cause.', remedy: 'A remedy.' },
});

type World = ReturnType<typeof sendingWorld>;

const sentTo = (world: World, from = 0) =>
  world.mails.slice(from).flatMap(({ mail }) => mail.destinations);

const expectConflict = (world: World): void => {
  expect(world.deadLetters.map(({ body, reasons }) => [body, reasons])).toEqual([
    [other, [conflictReason]],
  ]);
  expect(world.sum('Conflict')).toBe(1);
  expect(world.messages.itemOf(key).conflictAtMs).toBe(world.clock.now());
};

describe('another mail under the id of a message', () => {
  it.each<readonly [string, (world: World) => Promise<unknown>]>([
    ['was sent', (world) => world.deliver([first])],
    [
      'may have been sent',
      async (world) => {
        world.ses.answer = () => unknown;
        await world.deliver([first]);
        await world.sleep(settleMs + 1_000);
      },
    ],
    [
      'is held because nobody knows whether it was sent',
      async (world) => {
        world.ses.answer = () => unknown;
        world.feedback.reading = undefined;
        await world.deliver([first]);
        await world.sleep(2 * 3_600_000);
        await world.deliver([first], { isFirstDelivery: false });
      },
    ],
    [
      'is held by a pause',
      async (world) => {
        world.pauses.set('default', { '*': { by: 'operator', since: noon, why: 'a reason' } });
        await world.deliver([first]);
        world.pauses.clear();
      },
    ],
    [
      'waits for quota',
      async (world) => {
        world.ses.answer = () => refusedAs('quota');
        await world.deliver([first]);
        await world.sleep(120_000);
      },
    ],
  ])('is refused with its reason when that one %s', async (_case, prepare) => {
    const world = sendingWorld();
    await prepare(world);
    const before = structuredClone(world.messages.itemOf(key));
    const mails = world.mails.length;

    expect(await world.deliver([other], { isFirstDelivery: false })).toEqual([done]);

    expectConflict(world);
    expect(world.mails).toHaveLength(mails);
    expect({ ...world.messages.itemOf(key), conflictAtMs: undefined }).toEqual(before);
  });

  it.each<readonly [string, (world: World) => Promise<unknown>]>([
    [
      'SES refused it',
      async (world) => {
        world.ses.answer = () => refusedAs('message');
        await world.deliver([first]);
      },
    ],
    [
      'its recipient was suppressed',
      async (world) => {
        world.suppressions.push({
          ...{ address: 'jane@example.org', scope: '*', reason: 'operator', detail: 'asked' },
          ...{ source: 'operator:ada', sinceMs: noon, expiresAtMs: undefined },
        });
        await world.deliver([first]);
      },
    ],
    ['it broke a rule', (world) => world.deliver([bodyOf({ to: ['nobody'] })])],
    [
      'it expired',
      async (world) => {
        world.ses.answer = () => refusedAs('quota');
        const body = bodyOf({ expiresAt: new Date(noon + 60_000).toISOString() });
        await world.deliver([body]);
        await world.sleep(120_000);
        await world.deliver([body], { isFirstDelivery: false });
      },
    ],
  ])('takes its place when that one ended without reaching SES: %s', async (_case, prepare) => {
    const world = sendingWorld();
    await prepare(world);
    world.ses.answer = () => ({ kind: 'accepted', sesMessageId: 'ses-x' });
    const mails = world.mails.length;

    expect(await world.deliver([other])).toMatchObject([done]);

    expect(sentTo(world, mails)).toEqual(['joe@example.org']);
    expect(world.sum('Conflict')).toBe(0);
  });

  it('takes its place with all of its recipients, whatever was planned before', async () => {
    const world = sendingWorld({ rate: 4 });
    world.ses.answer = () => refusedAs('message');
    await world.deliver([bodyOf({ to: ['a@example.org', 'b@example.org', 'c@example.org'] })]);
    for (let run = 0; run < 6; run += 1)
      await world.deliver([bodyOf({ to: ['a@example.org', 'b@example.org', 'c@example.org'] })], {
        isFirstDelivery: false,
      });
    world.ses.answer = (_, call) => ({ kind: 'accepted', sesMessageId: `ses-${call}` });
    const mails = world.mails.length;

    await world.deliver([other], { isFirstDelivery: false });

    expect(sentTo(world, mails)).toEqual(['joe@example.org']);
  });

  it('is told apart within one batch, and refused when the batch is handed out again', async () => {
    const world = sendingWorld();

    const results = await world.deliver([first, other, first]);
    expect(results.map(({ kind }) => kind)).toEqual(['done', 'again', 'done']);
    expect(await world.deliver([other], { isFirstDelivery: false })).toEqual([done]);

    expectConflict(world);
    expect(sentTo(world)).toEqual(['jane@example.org']);
  });

  it('is found by its claim where the table does not yet tell of the first', async () => {
    const world = sendingWorld();
    await world.deliver([first]);
    const ports = { findProgress: async () => [] };

    expect(await world.deliver([other], { ports })).toMatchObject([{ kind: 'again' }]);

    expect(sentTo(world)).toEqual(['jane@example.org']);
    expect(world.sum('Duplicate')).toBe(0);
  });

  it.each<readonly [string, (world: World) => void, object]>([
    [
      'held',
      (world) => {
        world.pauses.set('default', { '*': { by: 'operator', since: noon, why: 'a reason' } });
      },
      {},
    ],
    [
      'suppressed',
      (world) => {
        world.suppressions.push({
          ...{ address: 'joe@example.org', scope: '*', reason: 'operator', detail: 'asked' },
          ...{ source: 'operator:ada', sinceMs: noon, expiresAtMs: undefined },
        });
      },
      {},
    ],
    ['expired', () => undefined, { expiresAt: new Date(noon + 1).toISOString() }],
    [
      'rejected',
      () => undefined,
      {
        attachments: [{ filename: 'a', contentType: 'a/b', s3: { bucket: 'files', key: 'gone' } }],
      },
    ],
  ])(
    'is found by its own end where it was decided on before the first was claimed: %s',
    async (_state, prepare, changes) => {
      const world = sendingWorld();
      await world.deliver([first]);
      prepare(world);
      await world.sleep(settleMs + 120_000);
      const before = structuredClone(world.messages.itemOf(key));
      const body = bodyOf({ to: ['joe@example.org'], subject: 'Another mail', ...changes });
      const ports = { findProgress: async () => [] };

      expect(await world.deliver([body], { ports })).toMatchObject([{ kind: 'again' }]);
      expect(world.messages.itemOf(key)).toEqual(before);
      expect(world.deadLetters).toEqual([]);

      expect(await world.deliver([body], { isFirstDelivery: false })).toEqual([done]);
      expect(world.deadLetters.map(({ reasons }) => reasons)).toEqual([[conflictReason]]);
      expect(world.sum('Conflict')).toBe(1);
    },
  );

  it.each<readonly [string, (world: World) => void]>([
    [
      'held',
      (world) => {
        world.pauses.set('default', { '*': { by: 'operator', since: noon, why: 'a reason' } });
      },
    ],
    [
      'suppressed',
      (world) => {
        world.suppressions.push({
          ...{ address: 'joe@example.org', scope: '*', reason: 'operator', detail: 'asked' },
          ...{ source: 'operator:ada', sinceMs: noon, expiresAtMs: undefined },
        });
      },
    ],
  ])(
    'has the id when it takes the place of one that ended, also when it is %s',
    async (state, prepare) => {
      const world = sendingWorld();
      world.ses.answer = () => refusedAs('message');
      await world.deliver([first]);
      const { fingerprint } = world.messages.itemOf(key);
      prepare(world);

      expect(await world.deliver([other], { isFirstDelivery: false })).toMatchObject([done]);

      const item = world.messages.itemOf(key);
      expect([item.outcome?.state, item.recipients]).toEqual([state, ['joe@example.org']]);
      expect(item.fingerprint).not.toBe(fingerprint);
    },
  );

  it('is found also where the item of the first has no fingerprint and its plan names others', async () => {
    const world = sendingWorld();
    const item = world.messages.itemOf(key);
    item.plan = [
      [0, 1],
      [2, 3],
    ];
    item.sent.set(0, 'ses-1');

    await world.deliver([other], { isFirstDelivery: false });

    expect([world.mails.length, world.sum('Conflict')]).toEqual([0, 1]);
  });

  it('stays on its queue while the dead letters are down', async () => {
    const world = sendingWorld();
    await world.deliver([first]);
    const ports = { putDeadLetter: () => Promise.reject(new Error('down')) };

    expect(await world.deliver([other], { ports, isFirstDelivery: false })).toMatchObject([
      { kind: 'again' },
    ]);
  });

  it('is never sent beside the first, in whatever order and however often both come', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ which: fc.nat(1), answer: fc.nat(3) }), {
          minLength: 2,
          maxLength: 12,
        }),
        async (course) => {
          const world = sendingWorld();
          const accepted = new Set<string>();
          for (const { which, answer } of course) {
            world.ses.answer = (mail, call) => {
              if (answer === 0) return refusedAs('message');
              if (answer === 1) return refusedAs('quota');
              accepted.add(mail.destinations.join());
              return answer === 2 ? unknown : { kind: 'accepted', sesMessageId: `ses-${call}` };
            };
            await world.deliver([which === 0 ? first : other], { isFirstDelivery: false });
            await world.sleep(settleMs + 100_000);
          }

          expect(accepted.size).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 80 },
    ));
});

describe('an empty envelope, of which SES would read the recipients from the headers', () => {
  it('cannot be made of a plan that names others', async () => {
    const context = {
      sqsMessageId: 'x',
      streams: basicStreams,
      queueLane: 'transactional',
      nowMs: noon,
    } as const;
    const reading = validateMessage(first, context);
    if (reading.kind !== 'valid') throw new Error('The body is not valid.');
    const world = sendingWorld();
    const preparation = await prepareMessage(
      reading.message,
      { sesTenant: undefined, roomBytes: 0 },
      world.ports,
    );
    if (preparation.kind !== 'prepared') throw new Error('The message cannot be prepared.');

    expect(() => preparation.prepared.mailFor(0, [7])).toThrow('recipient 7');
    expect(preparation.prepared.mailFor(0, [0]).destinations).toEqual(['jane@example.org']);
  });

  it.each([
    ['v1', sendByV1],
    ['v2', sendByV2],
  ])('is refused before SES is called by %s', async (_, sendBy) => {
    const client = { send: () => Promise.reject(new Error('called')) };
    const empty = { kind: 'raw', destinations: [], tags: {}, mime: Buffer.from('') };

    expect(await sendBy(client as never)(empty as unknown as Mail)).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'message', code: 'EmptyEnvelope' },
    });
  });
});
