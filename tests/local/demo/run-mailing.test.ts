import { describe, expect, it } from '@jest/globals';
import type { Mailing } from '../../../local/demo/compose-mailing.ts';
import type { AcceptedCall } from '../../../local/demo/held-rate.ts';
import type { MailingWorld } from '../../../local/demo/mailing-world.ts';
import { MailingRefusedError } from '../../../local/demo/put-mailing.ts';
import { queueByStream } from '../../../local/demo/queued-message.ts';
import { type Progress, runMailing } from '../../../local/demo/run-mailing.ts';
import { parseMessageItem } from '../../../shared/messages/message-item.ts';
import type { MessageKey } from '../../../shared/messages/ports.ts';
import { virtualClock } from '../../fakes/virtual-clock.ts';

const startMs = Date.UTC(2026, 2, 1, 9, 0, 0);

type Item = Readonly<Record<string, unknown>>;

/**
 * A pipeline that takes a message from its lanes every 100 ms and tells its end a second later;
 * what it does is up to `fate`.
 */
const fakePipeline = (
  fate: (
    id: string,
    atMs: number,
  ) => 'delivers' | 'bounces' | 'loses' | 'buries' | 'never ends' | 'is never told' | 'never takes',
) => {
  const { clock, run } = virtualClock(startMs);
  const put: { readonly id: string; readonly sqsMessageId: string; readonly atMs: number }[] = [];
  const enqueued: string[] = [];

  const takenAtMs = (index: number): number => startMs + (index + 1) * 100;
  const at = (id: string, index: number): Item | undefined => {
    const nowMs = clock.now();
    const end = fate(id, put[index]?.atMs ?? 0);
    const taken = Math.max(takenAtMs(index), put[index]?.atMs ?? 0);
    if (nowMs < taken || end === 'loses' || end === 'buries' || end === 'never takes')
      return undefined;
    const base = {
      pk: `default#${id}`,
      recipients: [`${id}@example.com`],
      firstSeenAt: taken,
      attempts: 1,
    };
    if (end === 'never ends') return { ...base, lease0: taken };
    const sent = { ...base, sent0: `ses-${id}`, sentAt0: taken };
    if (nowMs < taken + 1000 || end === 'is never told') return sent;
    const event = end === 'bounces' ? { k: 'bounce', why: 'Permanent/General' } : { k: 'delivery' };
    return { ...sent, ev_1: { ...event, at: taken + 1000, r: [`${id}@example.com`] } };
  };

  const known = () =>
    put.map(({ id }, index) => ({
      id,
      fate: fate(id, put[index]?.atMs ?? 0),
      takenAtMs: Math.max(takenAtMs(index), put[index]?.atMs ?? 0),
    }));
  const accepted = () =>
    known().filter((one) => one.takenAtMs <= clock.now() && /deliver|bounce|told/.test(one.fate));

  const world: MailingWorld = {
    clock,
    createTemplate: async ({ name }) => void enqueued.push(`template ${name}`),
    enqueue: async (_, bodies) =>
      bodies.map((body) => {
        const { messageId } = JSON.parse(body) as { messageId: string };
        if (messageId === 'refused') return { kind: 'refused', code: 'InvalidMessageContents' };
        const sqsMessageId = `sqs-${put.length}`;
        put.push({ id: messageId, sqsMessageId, atMs: clock.now() });
        enqueued.push(messageId);
        return { kind: 'queued', sqsMessageId };
      }),
    findRecords: async (keys: readonly MessageKey[]) =>
      put.flatMap(({ id }, index) => {
        const item = keys.some((key) => key.messageId === id) ? at(id, index) : undefined;
        return item === undefined ? [] : [parseMessageItem(item)];
      }),
    findDeadLetters: async () =>
      new Set(
        put
          .filter(({ id, atMs }) => fate(id, atMs) === 'buries')
          .map(({ sqsMessageId }) => sqsMessageId),
      ),
    countInLanes: async () =>
      known().filter((one) => one.fate === 'never takes' || one.takenAtMs > clock.now()).length,
    countAtSes: async () => ({ accepted: accepted().length, throttled: 0 }),
    acceptedCalls: async () => accepted().map((one): AcceptedCall => [one.takenAtMs, 1]),
    feedbackOfSes: async () => ({
      toCome: accepted().filter(
        (one) => one.fate !== 'is never told' && clock.now() < one.takenAtMs + 1000,
      ).length,
      published: new Map(
        accepted()
          .filter((one) => one.fate !== 'is never told' && clock.now() >= one.takenAtMs + 1000)
          .map((one) => [`default#${one.id}`, 1]),
      ),
    }),
    countDoubled: async () => 0,
  };
  return { world, run, enqueued };
};

const mailing = (ids: readonly string[], followUps: readonly string[] = []): Mailing => {
  const queued = (messageId: string) =>
    queueByStream(JSON.stringify({ messageId, to: ['a@example.com'] }));
  return { messages: ids.map(queued), followUps: followUps.map(queued), templates: [] };
};

const ids = (count: number) => Array.from({ length: count }, (_, index) => `m${index}`);

const options = (of: Mailing) => ({
  mailing: of,
  rate: 10,
  visibilityMs: 30_000,
  onProgress: () => undefined,
  onQueued: () => undefined,
});

describe('run-mailing', () => {
  it('waits for the last event, and accounts for every message', async () => {
    const { world, run } = fakePipeline((id) => (id === 'm3' ? 'bounces' : 'delivers'));

    const report = await run(runMailing(world, options(mailing([...ids(100), 'm5']))));

    expect(report).toMatchObject({
      messages: 101,
      sent: 100,
      delivered: 99,
      bounced: 1,
      duplicate: 1,
      rejected: 0,
      waiting: 0,
      unaccounted: 0,
    });
    expect(report.rateHeld).toBeCloseTo(10, 6);
    expect(report.utilisation).toBeCloseTo(1, 6);
    expect(report.seconds).toBeLessThan(13);
  });

  it('says that all is queued when it is, or after five seconds when that takes longer', async () => {
    const toldAfterMs = async (queueingMs: number): Promise<number> => {
      const { world, run } = fakePipeline(() => 'delivers');
      const enqueue: MailingWorld['enqueue'] = async (lane, bodies) => {
        await world.clock.sleepUntil(world.clock.now() + queueingMs);
        return world.enqueue(lane, bodies);
      };
      let toldMs = 0;
      const onQueued = () => {
        toldMs = world.clock.now() - startMs;
      };
      await run(runMailing({ ...world, enqueue }, { ...options(mailing(ids(3))), onQueued }));
      return toldMs;
    };

    expect(await toldAfterMs(700)).toBe(700);
    expect(await toldAfterMs(60_000)).toBe(5_000);
  });

  it('puts follow-ups only when the bounces of the first messages are recorded', async () => {
    const { world, run, enqueued } = fakePipeline((id, atMs) => {
      if (id !== 'again') return 'bounces';
      expect(atMs).toBeGreaterThanOrEqual(startMs + 1100);
      return 'delivers';
    });

    const report = await run(runMailing(world, options(mailing(['m0'], ['again']))));

    expect(enqueued).toEqual(['m0', 'again']);
    expect(report).toMatchObject({ messages: 2, sent: 2, bounced: 1 });
  });

  it('creates the templates before it puts anything', async () => {
    const { world, run, enqueued } = fakePipeline(() => 'delivers');
    const templates = [{ name: 'welcome', subject: 's', text: 't', html: 'h' }];

    await run(runMailing(world, options({ ...mailing(['m0']), templates })));

    expect(enqueued).toEqual(['template welcome', 'm0']);
  });

  it('finds refused messages among the dead letters', async () => {
    const { world, run } = fakePipeline((id) => (id === 'm1' ? 'buries' : 'delivers'));

    expect(await run(runMailing(world, options(mailing(ids(3)))))).toMatchObject({
      sent: 2,
      rejected: 1,
      unaccounted: 0,
    });
  });

  it('gives up on lost messages half a minute after the last change', async () => {
    const { world, run } = fakePipeline((id) => (id === 'm1' ? 'loses' : 'delivers'));

    const report = await run(runMailing(world, options(mailing(ids(3)))));

    expect(report).toMatchObject({ sent: 2, unaccounted: 1 });
    expect(report.seconds).toBeGreaterThan(29);
    expect(report.seconds).toBeLessThan(40);
  });

  it('counts the half minute from the last change, not from the start', async () => {
    const { world, run } = fakePipeline((id) => (id === 'm1' ? 'loses' : 'delivers'));

    const report = await run(runMailing(world, options(mailing(ids(500)))));

    expect(report.seconds).toBeGreaterThan(50 + 29);
  });

  it('waits a visibility timeout and a settling for messages that stay in the lanes', async () => {
    const { world, run } = fakePipeline((id) => (id === 'm1' ? 'never takes' : 'delivers'));

    const report = await run(runMailing(world, options(mailing(ids(3)))));

    expect(report).toMatchObject({ sent: 2, waiting: 1, unaccounted: 0 });
    expect(report.seconds).toBeGreaterThan(30 + 120);
  });

  it('calls a message that is being sent for ever waiting, and counts one of which no event is told as sent', async () => {
    const { world, run } = fakePipeline((id) => (id === 'm1' ? 'never ends' : 'is never told'));

    expect(await run(runMailing(world, options(mailing(ids(3)))))).toMatchObject({
      sent: 2,
      delivered: 0,
      waiting: 1,
    });
  });

  it('tells how far it is', async () => {
    const { world, run } = fakePipeline(() => 'delivers');
    const seen: Progress[] = [];

    await run(
      runMailing(world, {
        ...options(mailing(ids(50))),
        onProgress: (progress) => void seen.push(progress),
      }),
    );

    expect(seen[0]).toEqual({
      messages: 50,
      inLanes: 50,
      acceptedAtSes: 0,
      finished: 0,
      seconds: 0,
    });
    expect(seen.at(-1)).toMatchObject({ inLanes: 0, acceptedAtSes: 50, finished: 50 });
  });

  it('says which message no queue takes', async () => {
    const { world, run } = fakePipeline(() => 'delivers');

    await expect(run(runMailing(world, options(mailing(['m0', 'refused']))))).rejects.toThrow(
      MailingRefusedError,
    );
    await expect(run(runMailing(world, options(mailing(['m0', 'refused']))))).rejects.toThrow(
      /message 2 .*InvalidMessageContents/,
    );
  });
});
