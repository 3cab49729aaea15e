import { describe, expect, it } from '@jest/globals';
import { createMailAudit } from '../../../proofs/simulation/checks/mail-audit.ts';

const noon = Date.UTC(2026, 2, 3, 12);
const settleMs = 120_000;
const subject = 'shop#m1';
const mark = '{"number":1}';
const otherMark = '{"number":2}';
const recipients = ['good-1@example.org'];

/** A history in which events may be missing, told step by step. */
const watching = (expiresAtMs?: number) => {
  let nowMs = noon;
  let mails = 0;
  const found: string[] = [];
  const audit = createMailAudit({
    now: () => nowMs,
    report: (promise, _subject, detail) => void found.push(`${promise}: ${detail}`),
    settleMs,
    eventsMayBeMissing: true,
    eventsMayBeLost: true,
    runsMayDie: false,
    answersMayBeLost: false,
  });
  const enqueue = (markOfMail: string): void =>
    audit.enqueue(subject, {
      ...{ atMs: noon, lane: 'transactional', body: '{}', tenantId: 'shop', messageId: 'm1' },
      ...{ stream: 'transactional', recipients, isValid: true, copies: 1, mark: markOfMail },
      ...{ expiresAtMs, sendAfterMs: undefined },
    });
  enqueue(mark);
  const enqueueOther = (): void => enqueue(otherMark);
  const send = (markOfMail = mark): void => {
    mails += 1;
    audit.depart({ subject, mark: markOfMail, recipients, runStartedMs: nowMs });
    audit.accept({
      ...{
        sesMessageId: `ses-${mails}`,
        subject,
        part: '0',
        mark: markOfMail,
        tags: {},
        recipients,
      },
      ...{ configurationSet: 'set', atMs: nowMs },
    });
  };
  const wait = (ms: number): void => {
    nowMs += ms;
    audit.sendRecorded(nowMs - 1_000);
  };
  return { audit, found, send, enqueueOther, wait, now: () => nowMs };
};

describe('mail-audit', () => {
  it('allows a second mail after the settle time while events of later calls come', () => {
    const { found, send, wait } = watching();
    send();
    wait(settleMs + 1_000);
    send();

    expect(found).toEqual([]);
  });

  it('reports a second mail while no event of a later call has come', () => {
    const { audit, found, send, now } = watching();
    audit.sendRecorded(now() - 60_000);
    send();
    const later = watching();
    later.send();
    later.send();

    expect(found).toEqual([]);
    expect(later.found).toHaveLength(1);
  });

  it('reports a third mail whatever events come, and allows it to a person', () => {
    const { found, send, wait } = watching();
    for (const _ of [1, 2, 3]) {
      send();
      wait(settleMs + 1_000);
    }
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('copy 3');

    const released = watching();
    for (const _ of [1, 2, 3]) {
      released.send();
      released.wait(settleMs + 1_000);
      released.audit.release(subject);
    }
    expect(released.found).toEqual([]);
  });

  it('reports the end of a pause that releases what SES has taken', () => {
    const { audit, found, send } = watching();
    audit.releaseByPause(subject, undefined);
    expect(found).toEqual([]);
    send();
    audit.releaseByPause(subject, undefined);

    expect(found).toHaveLength(1);
  });

  it.each([
    ['suppressed', 6_000, 0],
    ['suppressed', 8_000, 1],
    ['paused', 6_000, 0],
    ['paused', 8_000, 1],
  ] as const)(
    'lets a run that began before overlook what was %s for %i ms: violations %i',
    (what, agoMs, violations) => {
      const { audit, found, wait, now } = watching();
      const startedMs = now() - 1_000;
      if (what === 'paused') audit.pause('shop');
      else audit.suppressed('good-1@example.org', '*');
      wait(agoMs);

      audit.depart({ subject, mark, recipients, runStartedMs: startedMs });

      expect(found.map((text) => text.split(':')[0])).toEqual(Array(violations).fill(what));
    },
  );

  it('reports a second mail under one id, and mail for nobody', () => {
    const { audit, found, send, enqueueOther, now } = watching();
    enqueueOther();
    send();
    expect(found).toEqual([]);
    send(otherMark);
    audit.depart({ subject, mark, recipients: [], runStartedMs: now() });

    expect(found.map((text) => text.split(':')[0])).toEqual(['conflict', 'doubled', 'conflict']);
  });

  it('reports another mail under one id that is gone, or refused where nobody sees it', () => {
    const closed = (isRefused: boolean) => {
      const { audit, found, send, enqueueOther, now } = watching();
      enqueueOther();
      send();
      if (isRefused) audit.deadLetter(subject, otherMark, now());
      audit.close(() => undefined);
      return found.filter((text) => text.startsWith('conflict'));
    };

    expect(closed(false)).toEqual([expect.stringContaining('a mail is gone')]);
    expect(closed(true)).toEqual([expect.stringContaining('its status does not tell')]);
  });

  it('reports a mail that is refused although the id is its own', () => {
    const { audit, found, send, wait, now } = watching();
    send();
    wait(1);
    audit.deadLetter(subject, mark, now());

    expect(found.every((text) => text.startsWith('conflict'))).toBe(true);
    expect(found).toHaveLength(2);
  });

  it('knows that a copy was refused before the id became its own', () => {
    const { audit, found, send, enqueueOther, wait, now } = watching();
    enqueueOther();
    const refusedAtMs = now();
    wait(1);
    send();
    audit.deadLetter(subject, mark, refusedAtMs);

    expect(found).toEqual([]);
  });

  it('reports mail that leaves in a run that began after its recipient was suppressed', () => {
    const { audit, found, wait, now } = watching();
    audit.suppressed('good-1@example.org', '*');
    wait(1_000);

    audit.depart({ subject, mark, recipients, runStartedMs: now() });

    expect(found).toEqual([expect.stringMatching(/^suppressed: .* 1 s ago$/)]);
  });

  it('reports mail that leaves after it has expired', () => {
    const { audit, found, wait, now } = watching(noon + 10_000);
    wait(11_000);
    audit.depart({ subject, mark, recipients, runStartedMs: now() });
    expect(found).toEqual([]);
    wait(2_000);

    audit.depart({ subject, mark, recipients, runStartedMs: now() });

    expect(found).toEqual(['expired: mail leaves that expired 3 s ago']);
  });
});
