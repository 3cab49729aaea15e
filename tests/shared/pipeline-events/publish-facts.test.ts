import { describe, expect, it } from '@jest/globals';
import type { EventFact } from '../../../shared/pipeline-events/event-fact.ts';
import type { PipelineEvent } from '../../../shared/pipeline-events/pipeline-event.ts';
import type { PublishFailure } from '../../../shared/pipeline-events/ports.ts';
import { publishFacts } from '../../../shared/pipeline-events/publish-facts.ts';
import { virtualClock } from '../../fakes/virtual-clock.ts';

const noon = Date.UTC(2026, 10, 21, 12);

const factsOf = (count: number): readonly EventFact[] =>
  Array.from({ length: count }, (_, index) => ({
    body: {
      type: 'expired',
      tenantId: 'acme',
      messageId: `order-${index}`,
      time: '2026-11-21T12:00:00.000Z',
    },
    marks: [],
    addresses: [],
  }));

const messageIdOf = (event: PipelineEvent) => ('messageId' in event ? event.messageId : '');

/** A target that answers as `answer` says; by default it takes everything. */
const publisher = (
  answer: (events: readonly PipelineEvent[], call: number) => readonly PublishFailure[] = () => [],
) => {
  const { clock, run } = virtualClock(noon);
  const calls: (readonly string[])[] = [];
  const lines: string[] = [];
  const counts: number[] = [];
  const publish = publishFacts({
    targets: [
      {
        name: 'SNS topic',
        publish: async (events) => {
          calls.push(events.map(messageIdOf));
          return answer(events, calls.length);
        },
      },
    ],
    addressHasher: undefined,
    clock,
    random: () => 0.5,
    count: ({ name, value }) => {
      if (name === 'Unpublished') counts.push(value);
    },
    log: (level, message, fields) => lines.push(JSON.stringify({ level, message, ...fields })),
  });
  return {
    clock,
    calls,
    lines,
    counts,
    publish: (facts: readonly EventFact[], withinMs?: number) => run(publish(facts, withinMs)),
    sleep: (ms: number) => run(clock.sleepUntil(clock.now() + ms)),
  };
};

const failing = (kind: PublishFailure['kind'], code: string) => (events: readonly unknown[]) =>
  events.map((_, index): PublishFailure => ({ index, kind, code }));

describe('publish-facts', () => {
  it('makes no call without facts', async () => {
    const { publish, calls } = publisher();

    expect(await publish([])).toEqual(new Map());
    expect(calls).toEqual([]);
  });

  it('publishes ten events with a call, and each fact once', async () => {
    const { publish, calls } = publisher();
    const facts = factsOf(23);

    expect(await publish([...facts, ...facts])).toEqual(new Map());
    expect(calls.map(({ length }) => length)).toEqual([10, 10, 3]);
    expect(new Set(calls.flat()).size).toBe(23);
  });

  it('publishes only what failed again', async () => {
    const { publish, calls, counts } = publisher((_, call) =>
      call === 1 ? [{ index: 2, kind: 'unreachable', code: 'InternalError' }] : [],
    );

    expect(await publish(factsOf(4))).toEqual(new Map());
    expect(calls).toEqual([['order-0', 'order-1', 'order-2', 'order-3'], ['order-2']]);
    expect(counts).toEqual([]);
  });

  it('gives up an event that is never taken, and publishes the others', async () => {
    const { publish, calls, counts, lines } = publisher(() => [
      { index: 0, kind: 'event', code: 'InvalidParameter' },
    ]);

    expect([...(await publish(factsOf(3))).values()]).toEqual(['lost']);
    expect(calls).toHaveLength(1);
    expect(counts).toEqual([1]);
    expect(lines.join()).toContain('InvalidParameter');
  });

  it('returns what an unreachable target did not take, after two seconds', async () => {
    const { publish, counts, clock } = publisher(failing('unreachable', 'TimeoutError'));
    const facts = factsOf(12);

    expect(await publish(facts)).toEqual(new Map(facts.map((fact) => [fact, 'again'])));
    expect(clock.now() - noon).toBeLessThanOrEqual(2_000);
    expect(counts).toEqual([12]);
  });

  it('takes no longer than its run has time', async () => {
    const { publish, clock } = publisher(failing('unreachable', 'TimeoutError'));

    await publish(factsOf(1), 300);

    expect(clock.now() - noon).toBeLessThanOrEqual(300);
  });

  it('leaves an unreachable target alone for ten seconds, and asks it again then', async () => {
    let isDown = true;
    const { publish, calls, sleep } = publisher((events) =>
      isDown ? failing('unreachable', 'TimeoutError')(events) : [],
    );
    await publish(factsOf(1));
    const before = calls.length;
    isDown = false;

    expect((await publish(factsOf(1))).size).toBe(1);
    expect(calls).toHaveLength(before);
    await sleep(10_000);
    expect((await publish(factsOf(1))).size).toBe(0);
    expect(calls).toHaveLength(before + 1);
  });

  it('asks a target that refuses for good once, keeps nothing back and complains once a minute', async () => {
    const { publish, calls, lines, counts, sleep } = publisher(failing('setup', 'NotFound'));

    for (let batch = 0; batch < 3; batch += 1)
      expect([...(await publish(factsOf(2))).values()]).toEqual(['lost', 'lost']);
    expect(calls).toHaveLength(3);
    expect(counts).toEqual([2, 2, 2]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('Check that the topic or the bus of pipeline events exists');
    await sleep(60_000);
    await publish(factsOf(2));
    expect(lines).toHaveLength(2);
  });

  it('names no message in the log', async () => {
    const { publish, lines } = publisher(failing('unreachable', 'TimeoutError'));

    await publish(factsOf(3));

    expect(lines.join()).toContain('TimeoutError');
    expect(lines.join()).not.toContain('order-');
  });

  it('publishes nothing of canaries', async () => {
    const { publish, calls } = publisher();
    const [fact] = factsOf(1);
    if (fact === undefined) throw new Error('no fact');
    const canary = { ...fact, body: { ...fact.body, tenantId: 'pipeline-canary' } } as EventFact;

    expect((await publish([canary])).size).toBe(0);
    expect(calls).toEqual([]);
    await publish([canary, fact]);
    expect(calls).toEqual([['order-0']]);
  });
});
