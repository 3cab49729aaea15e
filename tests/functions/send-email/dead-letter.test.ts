import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deadLetter } from '../../../functions/send-email/dead-letter.ts';
import { reasonsLimitBytes, shortenReasons } from '../../../shared/privacy/shorten-reasons.ts';
import { storeFailureOf } from '../../../shared/system/store-failure.ts';
import { bodyOf, noon, sendingWorld, settleMs } from '../../fakes/sending-world.ts';

const named = (name: string, message = 'a message'): Error =>
  Object.assign(new Error(message), { name });
const tooLarge = named('ValidationException', 'Item size has exceeded the maximum allowed size');
const key = { tenantId: 'default', messageId: 'order-1' };

const jsonBytes = (list: readonly string[]): number => Buffer.byteLength(JSON.stringify(list));

describe('the reasons of a message that is refused', () => {
  it('are told up to sixty, with the number of the others', () => {
    const reasons = Array.from({ length: 6_000 }, (_, index) => `to[${index}]: has no domain`);
    const told = shortenReasons(reasons);

    expect(told.slice(0, 60)).toEqual(reasons.slice(0, 60));
    expect(told.slice(60)).toEqual(['and 5,940 more reasons; correct these first']);
  });

  it('are told up to five hundred bytes each, cut where a character ends', () => {
    const told = (reason: string) => shortenReasons([reason])[0] ?? '';

    expect(told('x'.repeat(500))).toBe('x'.repeat(500));
    expect(told('x'.repeat(501))).toBe(`${'x'.repeat(496)} …`);
    expect(told('ß'.repeat(251))).toBe(`${'ß'.repeat(248)} …`);
    expect(told(`x${'ß'.repeat(250)}`)).toBe(`x${'ß'.repeat(247)} …`);
  });

  it('are counted in words of their number', () => {
    const told = (count: number) => shortenReasons(Array(count).fill('one')).at(-1);

    expect([told(60), told(61), told(62)]).toEqual([
      'one',
      'and 1 more reason; correct these first',
      'and 2 more reasons; correct these first',
    ]);
  });

  it.each([[[]], [['one']], [['one', 'two']]])(
    'are told as they are when they are few: %j',
    (few) => {
      expect(shortenReasons(few)).toEqual(few);
    },
  );

  it('take no more room than there is, whatever they are, and none is lost from the count', () =>
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', maxLength: 700 }), { maxLength: 80 }),
        fc.integer({ min: -10, max: 12_000 }),
        (reasons, limit) => {
          const told = shortenReasons(reasons, limit);
          const left = /^and ([\d,]+) more/.exec(told.at(-1) ?? '')?.[1]?.replaceAll(',', '');

          if (told.length > 0)
            expect(jsonBytes(told)).toBeLessThanOrEqual(Math.min(limit, reasonsLimitBytes));
          if (left !== undefined) expect(told.length - 1 + Number(left)).toBe(reasons.length);
          else if (told.length > 0) expect(told.length).toBe(reasons.length);
        },
      ),
    ));

  it('are as few in the table and the log as among the dead letters', async () => {
    const world = sendingWorld();
    const reasons = Array.from({ length: 6_000 }, (_, index) => `to[${index}]: ${'x'.repeat(900)}`);
    const outcome = {
      ...{ key, part: undefined, reasons, settleMs, stream: undefined },
      ...{ recipients: [], suppressed: [] },
      state: 'rejected',
    } as const;
    const record = {
      ...{ sqsMessageId: 'sqs-1', body: '{}', queue: 'bulk', arrivedAtMs: noon },
      ...{ releasedCopy: undefined, isFirstDelivery: true },
    };

    await deadLetter(world.ports, record, outcome);

    expect(jsonBytes(world.messages.itemOf(key).outcome?.reasons ?? [])).toBeLessThanOrEqual(
      reasonsLimitBytes,
    );
    expect(world.lines.map((line) => line.length < 10_000)).toEqual([true]);
  });
});

describe('a message that becomes a dead letter', () => {
  it.each(['ValidationException', 'AccessDeniedException', 'ResourceNotFoundException'])(
    'becomes one dead letter although the table never takes its end: %s',
    async (name) => {
      const world = sendingWorld();
      const ports = { recordOutcome: () => Promise.reject(named(name)) };

      expect(await world.deliver(['{}'], { ports })).toEqual([{ kind: 'done' }]);

      expect(world.deadLetters).toHaveLength(1);
      expect(world.lines.join()).toContain(name);
    },
  );

  it('puts no dead letter at each receive while the table cannot be reached, and one when it can', async () => {
    const world = sendingWorld();
    const ports = { recordOutcome: () => Promise.reject(named('ThrottlingException')) };
    for (let receive = 0; receive < 12; receive += 1) {
      expect(await world.deliver(['{}'], { ports })).toMatchObject([{ kind: 'again' }]);
      await world.sleep(10_000);
    }
    expect(world.deadLetters).toHaveLength(0);

    expect(await world.deliver(['{}'])).toEqual([{ kind: 'done' }]);
    expect(world.deadLetters).toHaveLength(1);
  });

  it('writes its end again, which changes nothing, while the dead letters cannot be reached', async () => {
    const world = sendingWorld();
    const ports = { putDeadLetter: () => Promise.reject(named('TimeoutError')) };
    await world.deliver(['{"messageId":"order-1"}'], { ports });

    expect(await world.deliver(['{"messageId":"order-1"}'])).toEqual([{ kind: 'done' }]);
    expect(world.deadLetters).toHaveLength(1);
    expect(world.messages.itemOf(key).outcome?.state).toBe('rejected');
  });
});

describe('a message that the table does not take', () => {
  it('becomes a dead letter with that reason, and its batch goes on', async () => {
    const world = sendingWorld();
    const { claimPart } = world.ports;
    const ports = {
      claimPart: (claim: Parameters<typeof claimPart>[0]) =>
        claim.key.messageId === 'order-1' ? Promise.reject(tooLarge) : claimPart(claim),
    };

    const results = await world.deliver([bodyOf(), bodyOf({ messageId: 'order-2' })], { ports });

    expect(results.map(({ kind }) => kind)).toEqual(['done', 'done']);
    expect(world.deadLetters.map(({ reasons }) => reasons[0])).toEqual([
      expect.stringContaining('does not accept the item of this message'),
    ]);
    expect(world.mails).toHaveLength(1);
    expect(world.messages.itemOf(key).outcome?.state).toBe('failed');
    expect(world.sum('Failed')).toBe(1);
  });

  it('becomes a dead letter also when it was only to be held', async () => {
    const world = sendingWorld();
    world.pauses.set('default', { '*': { by: 'operator', since: noon, why: 'a reason' } });
    const ports = { recordOutcome: () => Promise.reject(tooLarge) };

    expect(await world.deliver([bodyOf()], { ports })).toMatchObject([{ kind: 'done' }]);
    expect(world.deadLetters).toHaveLength(1);
  });

  it.each(['AccessDeniedException', 'ResourceNotFoundException', 'ValidationException'])(
    'stays, looked at less and less often, when the table refuses everybody: %s',
    async (name) => {
      const world = sendingWorld();
      const ports = { recordOutcome: () => Promise.reject(named(name)) };
      world.pauses.set('default', { '*': { by: 'operator', since: noon, why: 'a reason' } });

      expect(await world.deliver([bodyOf()], { ports })).toEqual([
        { kind: 'again', untilMs: world.clock.now() + 60_000 },
      ]);
      expect(world.deadLetters).toHaveLength(0);
      expect(world.lines.join()).toContain('check that it exists');
      const waitAfter = async (hours: number) => {
        const arrivedAtMs = world.clock.now() - hours * 3_600_000;
        const [result] = await world.deliver([bodyOf()], { ports, arrivedAtMs });
        return result?.kind === 'again' ? result.untilMs - world.clock.now() : undefined;
      };
      expect(await waitAfter(0.5)).toBe(450_000);
      expect(await waitAfter(100)).toBe(900_000);
      expect(world.sum('StoreRefused')).toBe(3);
    },
  );

  const denied = () => Promise.reject(named('AccessDeniedException'));
  const inTheWay = {
    'the suppressions': { findSuppressions: denied },
    'the messages table, to read': { findProgress: denied },
    'the messages table, to claim': { claimPart: denied },
    'the tenants table': { findTenants: denied },
    'the bucket of held mail': { holdMail: denied },
  };
  it.each(Object.keys(inTheWay))(
    'waits and is counted, and is no dead letter, while the sender may not use what it needs: %s',
    async (name) => {
      const world = sendingWorld();
      if (name === 'the bucket of held mail')
        world.pauses.set('default', { '*': { by: 'operator', since: noon, why: 'a reason' } });
      const ports = Object.entries(inTheWay).find(([one]) => one === name)?.[1] ?? {};

      const [result] = await world.deliver([bodyOf()], { ports, arrivedAtMs: noon });

      expect(result).toEqual({ kind: 'again', untilMs: expect.any(Number) });
      const waitMs = result?.kind === 'again' ? result.untilMs - world.clock.now() : 0;
      expect(waitMs).toBeGreaterThanOrEqual(59_000);
      expect(world.sum('StoreRefused')).toBe(1);
      expect(world.deadLetters).toEqual([]);
      expect(world.mails).toEqual([]);
      expect(world.lines.join()).toContain('for good');
      expect(world.lines.join()).not.toContain('cannot be reached');
    },
  );

  it('waits also for a send ledger that refuses the sender', async () => {
    const world = sendingWorld();
    const ledger = { ...world.account.ledger, read: denied, reserve: denied };
    const findTenants = async (tenantIds: readonly string[]) =>
      new Map(tenantIds.map((id) => [id, { account: { ...world.account, ledger }, pauses: {} }]));

    const [result] = await world.deliver([bodyOf()], { ports: { findTenants } });

    expect(result?.kind === 'again' && result.untilMs - world.clock.now()).toBe(60_000);
    expect(world.sum('StoreRefused')).toBe(1);
    expect(world.lines.join()).toContain('refuses the function for good');
  });
});

describe('store-failure', () => {
  it.each([
    ['ValidationException', 'Item size to update has exceeded the maximum allowed size', 'message'],
    ['ItemCollectionSizeLimitExceededException', '', 'message'],
    ['ValidationException', 'Nesting Levels have exceeded supported limits', 'message'],
    ['ValidationException', 'Number overflow. Attempting to store a number', 'message'],
    ['KeyTooLongError', '', 'message'],
    ['InvalidParameterValue', 'Reason: Message must be shorter than 1048576 bytes.', 'message'],
    ['InvalidParameterValue', 'Value for DelaySeconds is invalid', 'unreachable'],
    ['ValidationException', 'The provided key element does not match the schema', 'setup'],
    ['InvalidMessageContents', '', 'message'],
    ['EntityTooLarge', '', 'message'],
    ['ValidationException', 'Invalid UpdateExpression: Syntax error', 'setup'],
    ['AccessDeniedException', '', 'setup'],
    ['AccessDenied', '', 'setup'],
    ['ResourceNotFoundException', '', 'setup'],
    ['QueueDoesNotExist', '', 'setup'],
    ['NoSuchBucket', '', 'setup'],
    ['KMSDisabledException', '', 'setup'],
    ['KmsAccessDenied', '', 'setup'],
    ['KmsThrottled', '', 'unreachable'],
    ['ProvisionedThroughputExceededException', '', 'unreachable'],
    ['ThrottlingException', '', 'unreachable'],
    ['InternalServerError', '', 'unreachable'],
    ['TimeoutError', '', 'unreachable'],
  ])('takes %s (%s) for a failure of kind %s', (name, message, kind) => {
    expect(storeFailureOf(named(name, message))).toEqual({ kind, code: name });
  });

  it('takes what is no error for something that could not be reached', () => {
    expect(storeFailureOf('no')).toEqual({ kind: 'unreachable', code: 'unknown' });
  });

  it('takes no slot and asks SES nothing, when the data of its template lacks a value', async () => {
    const world = sendingWorld();
    const content = { subject: 'Hi {{name}}', text: 'Your code: {{code}}' };
    const body = bodyOf({
      ...{ subject: undefined, text: undefined },
      template: { content, data: { name: null, code: '4711' } },
    });

    expect(await world.deliver([body])).toEqual([{ kind: 'done' }]);

    expect(world.mails).toEqual([]);
    expect(world.ledger.writes).toEqual({ taken: 0, refused: 0 });
    expect(world.messages.itemOf(key).outcome).toMatchObject({ state: 'rejected' });
    expect(world.deadLetters.flatMap(({ reasons }) => reasons)).toEqual([
      'template.data.name: is missing or null, and template.content.subject needs it; add it',
    ]);
    expect(world.lines.join()).not.toContain('4711');
  });
});
