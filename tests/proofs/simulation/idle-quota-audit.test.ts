import { describe, expect, it } from '@jest/globals';
import { createIdleQuotaAudit } from '../../../proofs/simulation/checks/idle-quota-audit.ts';

const minuteMs = 60_000;

const watching = () => {
  let nowMs = 0;
  const found: string[] = [];
  const audit = createIdleQuotaAudit({
    now: () => nowMs,
    report: (promise) => found.push(promise),
  });
  /** Looks every five minutes. */
  const watch = (minutes: number, room: number, due: readonly string[] = ['one']): void => {
    for (const untilMs = nowMs + minutes * minuteMs; nowMs < untilMs; nowMs += 5 * minuteMs)
      audit.look({ lane: 'bulk', due, room }, 60);
  };
  return { audit, found, watch };
};

describe('the audit of idle quota', () => {
  it('finds quota that stays free for over an hour while one message waits', () => {
    const { found, watch } = watching();

    watch(60, 100);
    expect(found).toEqual([]);
    watch(10, 100);
    expect(found).toEqual(['quota']);
  });

  it.each([
    ['too little is free', 59, ['one']],
    ['nothing waits', 100, []],
  ])('finds nothing while %s', (_, room, due) => {
    const { found, watch } = watching();

    watch(300, room, due);

    expect(found).toEqual([]);
  });

  it('finds nothing while one message after the other waits for less', () => {
    const { found, watch } = watching();

    for (let message = 0; message < 10; message += 1) watch(30, 100, [`message ${message}`]);

    expect(found).toEqual([]);
  });

  it('begins anew when SES was tried', () => {
    const { audit, found, watch } = watching();

    watch(50, 100);
    audit.excuse();
    watch(50, 100);

    expect(found).toEqual([]);
  });
});
