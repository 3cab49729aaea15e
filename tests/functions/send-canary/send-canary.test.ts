import { describe, expect, it } from '@jest/globals';
import { type SendCanaryPorts, sendCanary } from '../../../functions/send-canary/send-canary.ts';
import type { CanaryState } from '../../../shared/canary/canary-state.ts';
import type { EnqueueResult } from '../../../shared/enqueue/enqueue-emails.ts';
import type { MessageRecord, RecordedEvent } from '../../../shared/messages/message-record.ts';
import type { Gauge } from '../../../shared/telemetry/ports.ts';

const minute = 60_000;
const start = Date.parse('2026-11-29T15:00:00Z');

const eventOf = (kind: RecordedEvent['kind'], atMs: number): RecordedEvent => ({
  ...{ eventId: kind, kind, atMs, recipients: [], unreadable: 0 },
  ...{ agent: undefined, reason: undefined, detail: undefined },
});

/** A pipeline in memory that has, or has not, sent and got back what lies on its queue. */
const world = () => {
  let nowMs = start;
  let state: CanaryState | undefined;
  const table = { isDown: false, isTaken: false };
  const queue: Parameters<SendCanaryPorts['put']>[0][number][] = [];
  const mails = new Map<string, MessageRecord>();
  const gauges: Gauge[] = [];
  const lines: string[] = [];
  const sqs: { answer: EnqueueResult['kind'] } = { answer: 'queued' };
  let isQueueClosed = false;
  const ports: SendCanaryPorts = {
    readState: async () => {
      if (table.isDown) throw new Error('ProvisionedThroughputExceededException');
      return state;
    },
    writeState: async (next) => {
      if (table.isTaken) return false;
      state = next;
      return true;
    },
    findMails: async (keys) => keys.flatMap(({ messageId }) => mails.get(messageId) ?? []),
    isQueueClosed: async () => isQueueClosed,
    put: async (some) => {
      queue.push(...some);
      return some.map(({ messageId, tenantId, ...message }): EnqueueResult => {
        if (sqs.answer === 'failed')
          return { kind: 'failed', messageId, message, code: 'AccessDenied', cause: undefined };
        if (sqs.answer === 'invalid')
          return { kind: 'invalid', messageId, problems: ['from: is no address'] };
        return {
          ...{ kind: 'queued', messageId, tenantId, stream: 'transactional' },
          ...{ lane: 'transactional', sqsMessageId: 'sqs', stored: undefined },
        };
      });
    },
    gauge: (gauge) => gauges.push(gauge),
    log: (level, message, fields) => lines.push(`${level} ${message} ${JSON.stringify(fields)}`),
    clock: { now: () => nowMs, sleepUntil: async () => undefined },
    from: 'canary@shop.example',
  };
  /** Runs so many minutes after the start. */
  const runAt = async (minutes: number) => {
    nowMs = start + minutes * minute;
    await sendCanary(ports);
    return Object.fromEntries(gauges.splice(0).map(({ name, value }) => [name, value]));
  };
  /** Sends what lies on the queue, and lets these paths come back. */
  const deliver = (...paths: readonly string[]) => {
    for (const { messageId, tenantId } of queue.splice(0)) {
      const path = messageId.slice(0, messageId.indexOf('-'));
      mails.set(messageId, {
        ...{ key: { tenantId, messageId }, stream: 'transactional', recipients: [] },
        ...{ suppressed: [], firstSeenAtMs: nowMs, attempts: 1, plan: undefined },
        ...{ claimedParts: [], outcome: undefined, conflictAtMs: undefined, folded: [] },
        sent: [{ part: 0, sesMessageId: 'ses', atMs: nowMs }],
        events: paths.includes(path) ? [eventOf(path as RecordedEvent['kind'], nowMs)] : [],
      });
    }
  };
  return {
    ...{ table, queue, lines, sqs, mails, runAt, deliver },
    stateNow: () => state,
    closeQueue: () => {
      isQueueClosed = true;
    },
  };
};

const everyPath = ['delivery', 'bounce', 'complaint'] as const;

describe('send-canary', () => {
  it('puts a mail for each path, and the next ones when those have come back', async () => {
    const { runAt, deliver, queue, stateNow } = world();

    expect(await runAt(0)).toEqual({ CanaryBroken: 0, CanaryEventAge: 0 });
    expect(queue.map(({ to }) => to[0])).toEqual([
      'success+20261129T150000@simulator.amazonses.com',
      'bounce+20261129T150000@simulator.amazonses.com',
      'complaint+20261129T150000@simulator.amazonses.com',
    ]);
    deliver(...everyPath);
    expect(await runAt(5)).toEqual({ CanaryBroken: 0, CanaryEventAge: 300 });
    expect(queue.map(({ messageId }) => messageId)).toEqual([
      'delivery-20261129T150500',
      'bounce-20261129T150500',
      'complaint-20261129T150500',
    ]);
    expect(stateNow()?.seen).toEqual({ delivery: start, bounce: start, complaint: start });
  });

  it.each(everyPath)(
    'tells of the path of the %s that does not come back, until it does',
    async (path) => {
      const { runAt, deliver, lines } = world();
      const others = everyPath.filter((one) => one !== path);
      await runAt(0);
      deliver(...others);

      expect((await runAt(5)).CanaryBroken).toBe(0);
      expect((await runAt(10)).CanaryBroken).toBe(1);
      expect(lines.filter((line) => line.startsWith('error'))).toEqual([
        expect.stringContaining(`"path":"${path}","kind":"lost"`),
      ]);
      expect((await runAt(15)).CanaryBroken).toBe(1);
      deliver(...everyPath);
      expect((await runAt(20)).CanaryBroken).toBe(0);
    },
  );

  it('tells that nothing is sent while the sender does not run', async () => {
    const { runAt, queue, lines } = world();
    await runAt(0);

    expect((await runAt(5)).CanaryBroken).toBe(0);
    expect((await runAt(10)).CanaryBroken).toBe(3);
    expect(lines.filter((line) => line.includes('"kind":"unsent"')).length).toBeGreaterThan(0);
    for (let minutes = 15; minutes <= 120; minutes += 5) await runAt(minutes);
    expect(queue).toHaveLength(6);
  });

  it('finds nothing broken while all mail waits for quota', async () => {
    const { runAt, closeQueue } = world();
    closeQueue();
    await runAt(0);

    for (let minutes = 5; minutes <= 180; minutes += 5)
      expect((await runAt(minutes)).CanaryBroken).toBe(0);
  });

  it('finds nothing broken while a pause holds its mail, and puts no more meanwhile', async () => {
    const { runAt, deliver, mails, queue } = world();
    await runAt(0);
    deliver();
    for (const [id, mail] of mails)
      mails.set(id, { ...mail, sent: [], outcome: { state: 'held', atMs: start, reasons: [] } });

    for (let minutes = 5; minutes <= 600; minutes += 5)
      expect((await runAt(minutes)).CanaryBroken).toBe(0);
    expect(queue).toEqual([]);
  });

  it('puts nothing when another run has begun the round', async () => {
    const { runAt, table, queue } = world();
    table.isTaken = true;
    await runAt(0);

    expect(queue).toEqual([]);
  });

  it.each(['failed', 'invalid'] as const)(
    'fails when its mail is %s, and has the round stand unsent',
    async (answer) => {
      const { runAt, sqs, stateNow } = world();
      sqs.answer = answer;

      await expect(runAt(0)).rejects.toThrow(answer === 'failed' ? 'AccessDenied' : 'canaryFrom');
      expect(stateNow()?.round.startedAtMs).toBe(start);
      expect((await runAt(10)).CanaryBroken).toBe(3);
    },
  );

  it('fails while the table cannot be reached, and puts nothing', async () => {
    const { runAt, table, queue } = world();
    table.isDown = true;

    await expect(runAt(0)).rejects.toThrow('ProvisionedThroughputExceeded');
    expect(queue).toEqual([]);
  });

  it('logs no address', async () => {
    const { runAt, deliver, lines } = world();
    await runAt(0);
    deliver('delivery');
    await runAt(15);

    expect(lines.join()).not.toContain('@');
  });
});
