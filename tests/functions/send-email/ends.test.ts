import { describe, expect, it } from '@jest/globals';
import type { SendAnswer, SesRefusal } from '../../../shared/ses-api/ports.ts';
import { bodyOf, noon, sendingWorld, settleMs } from '../../fakes/sending-world.ts';

type World = ReturnType<typeof sendingWorld>;

const key = { tenantId: 'default', messageId: 'order-1' };
const iso = (ms: number): string => new Date(ms).toISOString();
const refused = (kind: SesRefusal['kind']): SendAnswer => ({
  kind: 'refused',
  refusal: { kind, code: 'Code', cause: 'The cause.', remedy: 'The remedy.' },
});
const lost: SendAnswer = { kind: 'unknown', detail: 'reset' };
const answering =
  (...answers: readonly SendAnswer[]) =>
  (world: World) => {
    world.ses.answer = (_, call) =>
      answers[call - 1] ?? { kind: 'accepted', sesMessageId: `ses-${call}` };
  };
const suppress = (world: World) => {
  world.suppressions.push({
    ...{ address: 'jane@example.org', scope: '*', reason: 'bounce', detail: '', source: 'e' },
    ...{ sinceMs: noon, expiresAtMs: undefined },
  });
};
const pauseAll = (world: World) =>
  void world.pauses.set('default', { '*': { by: 'operator', since: noon, why: 'Too fast.' } });
const deliverFirst = async (world: World) => void (await world.deliver([bodyOf()]));
const none = () => {};

/** Of the message of tenant `default` in the set of its stream. */
const counted = (world: World): readonly (readonly [string, number])[] =>
  world.counts.map(({ name, value, ...dimensions }) => {
    expect(dimensions).toEqual({ tenantId: 'default', configurationSet: 'set-transactional' });
    return [name, value];
  });

describe('the end of a message', () => {
  it.each<
    readonly [
      string,
      Readonly<Record<string, unknown>>,
      (world: World) => unknown,
      readonly (readonly [string, number])[],
    ]
  >([
    ['sent', { to: ['a@example.org', 'b@example.org'] }, none, [['Sent', 2]]],
    [
      'sent to those who are not suppressed',
      { to: ['jane@example.org', 'b@example.org'] },
      suppress,
      [
        ['Suppressed', 1],
        ['Sent', 1],
      ],
    ],
    ['suppressed', {}, suppress, [['Suppressed', 1]]],
    ['expired', { expiresAt: iso(noon) }, none, []],
    ['too early', { sendAfter: iso(noon + 1) }, none, [['Deferred', 1]]],
    ['held', {}, pauseAll, [['Held', 1]]],
    ['refused', {}, answering(refused('configuration')), [['Failed', 1]]],
    [
      'throttled once',
      {},
      answering(refused('rate')),
      [
        ['Throttled', 1],
        ['Sent', 1],
      ],
    ],
    ['left because of a paused account', {}, answering(refused('paused')), [['Deferred', 1]]],
    ['left because of a paused set', {}, answering(refused('set-paused')), [['Deferred', 1]]],
    ['unsettled', {}, answering(lost), [['Unsettled', 1]]],
  ])('is counted once, under its tenant and its stream: %s', async (_, body, prepare, counts) => {
    const world = sendingWorld();
    prepare(world);

    await world.deliver([bodyOf(body)]);

    expect(counted(world)).toEqual(counts);
  });

  it.each<readonly [string, Readonly<Record<string, unknown>>, string]>([
    ['a copy', {}, 'Duplicate'],
    ['another mail under its id', { subject: 'Another' }, 'Conflict'],
  ])('is not counted as sent again for %s', async (_, changes, name) => {
    const world = sendingWorld();
    await deliverFirst(world);

    await world.deliver([bodyOf(changes)]);

    expect(counted(world)).toEqual([
      ['Sent', 1],
      [name, 1],
    ]);
  });

  it.each<readonly [string, Readonly<Record<string, unknown>>, (world: World) => unknown, RegExp]>([
    ['expired', { expiresAt: iso(noon) }, none, /^expiresAt: passed/],
    ['suppressed', {}, suppress, /every recipient is suppressed/],
    ['failed', {}, answering(refused('configuration')), /^Code: The cause\.$/],
    ['held', {}, pauseAll, /paused by the operator: Too fast\./],
  ])('is written down with the reason: %s', async (state, body, prepare, reason) => {
    const world = sendingWorld();
    prepare(world);

    await world.deliver([bodyOf(body)]);

    expect(world.messages.itemOf(key).outcome).toMatchObject({
      state,
      reasons: [expect.stringMatching(reason)],
    });
  });

  it.each<readonly [string, (world: World) => unknown, RegExp]>([
    [
      'was sent twice',
      async (world) => {
        await deliverFirst(world);
        await world.sleep(settleMs + 70_000);
        await deliverFirst(world);
      },
      /was sent twice already/,
    ],
    [
      'is without proof',
      async (world) => {
        world.feedback.reading = undefined;
        await deliverFirst(world);
        await world.sleep(settleMs + 3_600_000);
      },
      /no event of SES has come of a later mail either/,
    ],
  ])('tells who is to decide what to look for: a mail that %s', async (_, prepare, reason) => {
    const world = sendingWorld();
    answering(lost, lost)(world);
    await prepare(world);
    await world.sleep(settleMs + 70_000);

    await world.deliver([bodyOf()]);

    expect(world.messages.itemOf(key).outcome).toMatchObject({
      state: 'held',
      reasons: [expect.stringMatching(reason)],
    });
  });

  it.each([
    ['ThrottlingException', 'cannot be reached'],
    ['AccessDeniedException', 'check that it exists'],
  ])('waits for a table, and says whether a person has to act: %s', async (name, said) => {
    const world = sendingWorld();
    const error = Object.assign(new Error('no'), { name });

    await world.deliver([bodyOf()], { ports: { findSuppressions: () => Promise.reject(error) } });

    expect(world.lines.filter((line) => line.includes('stays in its queue'))).toEqual([
      expect.stringContaining(said),
    ]);
  });
});
