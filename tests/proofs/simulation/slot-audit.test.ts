import { describe, expect, it } from '@jest/globals';
import { createSlotAudit } from '../../../proofs/simulation/checks/slot-audit.ts';
import { newSlotBook } from '../../../proofs/simulation/checks/slots/slot-book.ts';
import { newLedger } from '../../../shared/pacing/new-ledger.ts';
import { applyRebase, rebase } from '../../../shared/pacing/rebase.ts';
import { reservation, take } from '../../../shared/pacing/reservation.ts';

const noon = Date.UTC(2026, 2, 3, 12);
const reading = { max24Hours: 50_000, maxPerSecond: 10, sentLast24Hours: 0 };

const watching = (changes: Partial<typeof reading> = {}) => {
  let nowMs = noon;
  const account = { ...reading, ...changes };
  const found: string[] = [];
  const ses = {
    readAccount: () => ({
      ...account,
      isPaused: false,
      enforcementStatus: 'HEALTHY',
      isSandbox: false,
    }),
    sentLast24Hours: () => account.sentLast24Hours,
  };
  const audit = createSlotAudit({
    now: () => nowMs,
    report: (promise) => found.push(promise),
    ses,
  });
  let ledger = newLedger(account, noon);
  return {
    audit,
    found,
    wait: (ms: number) => {
      nowMs += ms;
    },
    lower: (changed: Partial<typeof reading>) => {
      Object.assign(account, changed);
      audit.limitsChange();
    },
    refresh: (told = account) => {
      const change = rebase(ledger, told, nowMs);
      const after = applyRebase(ledger, change);
      audit.rebase(after, change);
      ledger = after;
    },
    /** Three slots, at the rate, the first of them now. */
    reserveThree: (exempt = 0) => {
      const book = newSlotBook();
      const wish = {
        ...reservation(
          ledger,
          { lane: 'transactional', count: 3, exempt, isFullBatch: false, latestStartMs: nowMs },
          nowMs,
        ),
        tauMs: 0,
      };
      const after = take(ledger, wish);
      audit.reserve(book, ledger, after, wish);
      ledger = after;
      return book;
    },
  };
};

const departure = (
  subject: string,
  recipients: number,
  containerNowMs: number,
  clockErrorMs: number,
  gatheringMs = 0,
) => ({ subject, recipients, containerNowMs, clockErrorMs, gatheringMs });

describe('the audit of slots', () => {
  it('finds a mail that leaves before its slot', () => {
    const { audit, found, reserveThree } = watching();
    const book = reserveThree();

    audit.depart(book, departure('a', 1, noon, 0));
    expect(found).toEqual([]);
    audit.depart(book, departure('b', 1, noon + 90, 0));
    expect(found).toEqual(['rate']);
  });

  it('excuses no throttle by mail that waited for others, unless it waited for too long', () => {
    const { audit, found, reserveThree } = watching();
    const book = reserveThree();

    audit.depart(book, departure('a', 1, noon + 160, 0, 150));
    audit.refused('a', 'rate');
    expect(found).toEqual(['rate']);

    audit.depart(book, departure('b', 1, noon + 300, 0, 150));
    audit.refused('b', 'rate');
    expect(found).toEqual(['rate']);
  });

  it('finds a mail that the quota does not count', () => {
    const { audit, found, reserveThree } = watching();
    const book = reserveThree(1);

    audit.accept(book, 'a', 2);
    expect(found).toEqual([]);
    audit.accept(book, 'b', 1);
    expect(found).toEqual(['quota']);
  });

  it('takes what was due for due also when the clock of the container is put back', () => {
    const { audit, found, reserveThree } = watching();
    const book = reserveThree();

    audit.depart(book, departure('a', 1, noon + 220, 60));
    audit.depart(book, departure('c', 1, noon + 220, 60));
    audit.depart(book, departure('b', 1, noon + 160, 0));

    expect(found).toEqual([]);
  });

  it('finds a refusal that nobody else caused', () => {
    const { audit, found } = watching();

    audit.refused('a', 'rate');
    audit.refused('a', 'quota');

    expect(found).toEqual(['rate', 'quota']);
  });

  it('excuses refusals from a change of the account until the ledger knows of it, and what was reserved before', () => {
    const { audit, found, wait, lower, refresh } = watching();

    lower({ max24Hours: 100 });
    wait(218_000);
    refresh(reading);
    audit.refused('a', 'quota');
    refresh();
    wait(15_000);
    audit.refused('b', 'quota');
    expect(found).toEqual([]);

    wait(10_000);
    audit.refused('c', 'quota');
    expect(found).toEqual(['quota']);
  });

  it('finds refusals when the ledger is not told for too long', () => {
    const { audit, found, wait, lower } = watching();

    lower({ maxPerSecond: 5 });
    wait(601_000);
    audit.refused('a', 'rate');

    expect(found).toEqual(['rate']);
  });

  it('excuses what is refused about a call that was planned at twice the rate', () => {
    const { audit, found, wait, reserveThree } = watching({ maxPerSecond: 4 });
    const book = reserveThree();

    wait(1_000);
    audit.depart(book, departure('a', 3, noon + 500, 0));
    audit.refused('a', 'rate');
    expect(found).toEqual([]);

    wait(5_001);
    audit.refused('b', 'rate');
    expect(found).toEqual(['rate']);
  });
});
