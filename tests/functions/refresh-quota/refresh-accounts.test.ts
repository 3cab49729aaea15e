import { describe, expect, it } from '@jest/globals';
import {
  type KeptAccount,
  needsCloseWatch,
  refreshAccounts,
} from '../../../functions/refresh-quota/refresh-accounts.ts';
import { basicStreams, type Lane } from '../../../shared/email/streams.ts';
import { cutTo } from '../../../shared/pacing/cut.ts';
import type { EventSource } from '../../../shared/pacing/event-source.ts';
import {
  type EventSourceSettings,
  settingsFor,
} from '../../../shared/pacing/event-source-settings.ts';
import type { Ledger } from '../../../shared/pacing/ledger.ts';
import { cutMargin } from '../../../shared/pacing/margin.ts';
import { newLedger } from '../../../shared/pacing/new-ledger.ts';
import type { AccountReading } from '../../../shared/pacing/ports.ts';
import type { Gauge } from '../../../shared/telemetry/ports.ts';
import { CredentialsProblem } from '../../../shared/tenants/credentials-problem.ts';
import type { StoredWayOut, WaysOut } from '../../../shared/way-out/way-out-settings.ts';
import { memoryLedger } from '../../fakes/memory-ledger.ts';
import { virtualClock } from '../../fakes/virtual-clock.ts';

const noon = Date.UTC(2026, 10, 21, 12);
const healthy: AccountReading = {
  max24Hours: 50_000,
  maxPerSecond: 200,
  sentLast24Hours: 0,
  isPaused: false,
  enforcementStatus: 'HEALTHY',
  isSandbox: false,
};

/** An account whose answers the test sets. */
const anAccount = (name: string, now: () => number, first: Ledger | undefined) => {
  const ledger = memoryLedger(first);
  const asked: number[] = [];
  const ses: { answer: () => AccountReading } = { answer: () => healthy };
  const kept: KeptAccount = {
    name,
    ledger: ledger.store,
    readAccount: async () => {
      asked.push(now() - noon);
      return ses.answer();
    },
  };
  return { ledger, asked, ses, kept };
};

const anEventSource = (lane: Lane, changes: Partial<EventSourceSettings> = {}) => {
  const state = {
    settings: { ...settingsFor(lane, 200), isEnabled: true, ...changes },
    isBusy: false,
    fails: false,
    changes: 0,
  };
  const source: EventSource = {
    lane,
    read: async () => (state.isBusy ? undefined : state.settings),
    change: async (settings) => {
      if (state.fails) throw new Error('The function was killed.');
      state.settings = settings;
      state.changes += 1;
      return true;
    },
  };
  return { source, state };
};

const world = ({
  first = newLedger(healthy, noon),
  firstOfWayOut,
}: {
  readonly first?: Ledger | undefined;
  readonly firstOfWayOut?: Ledger | undefined;
} = {}) => {
  const { clock, run } = virtualClock(noon);
  const own = anAccount('1#eu', clock.now, first);
  const other = anAccount('2#eu', clock.now, undefined);
  const transactional = anEventSource('transactional');
  const bulk = anEventSource('bulk');
  const gauges: Gauge[] = [];
  const lines: string[] = [];
  const stop = { isStopped: false };
  const settings = { renewalHour: 0 };
  const wayOut = memoryLedger(firstOfWayOut);
  const item: { now: WaysOut; isDown: boolean } = { now: {}, isDown: false };
  const refresh = (others: () => Promise<readonly KeptAccount[]> = async () => []) => {
    const endMs = clock.now() + 60_000;
    return run(
      refreshAccounts(
        {
          ownAccount: own.kept,
          findOtherAccounts: others,
          isStopped: async () => stop.isStopped,
          waysOut: {
            streams: basicStreams,
            findWaysOut: async () => {
              if (item.isDown) throw new Error('down');
              return item.now;
            },
            noteSesStopped: async (change) => {
              const { sesStopped: _, ...rest } = item.now;
              item.now =
                change.kind === 'end'
                  ? rest
                  : { ...rest, sesStopped: { since: change.since, why: change.why } };
              return true;
            },
            ledgerOf: () => wayOut.store,
          },
          eventSources: [transactional.source, bulk.source],
          renewalHour: settings.renewalHour,
          gauge: (gauge) => gauges.push(gauge),
          clock,
          log: (level, message, fields) =>
            lines.push(`${level}: ${message} ${JSON.stringify(fields ?? {})}`),
        },
        () => endMs - clock.now(),
      ),
    );
  };
  return {
    clock,
    run,
    own,
    other,
    transactional: transactional.state,
    bulk: bulk.state,
    gauges,
    lines,
    stop,
    settings,
    wayOut,
    item,
    sleep: (ms: number) => run(clock.sleepUntil(clock.now() + ms)),
    refresh,
  };
};

describe('refreshAccounts', () => {
  it('reads an account once, publishes how its ledger stands, and leaves alone what is set as it should be', async () => {
    const { own, transactional, bulk, gauges, refresh } = world();

    await refresh();

    expect(own.asked).toEqual([0]);
    expect(gauges.map(({ name }) => name)).toEqual(['QuotaUsed', 'SendRate', 'LedgerLag']);
    expect([transactional.changes, bulk.changes]).toEqual([0, 0]);
    expect(own.ledger.now()?.stoppedLanes).toEqual([]);
  });

  it('reads no queue while all mail of the account is paused, and both again afterwards', async () => {
    const { transactional, bulk, stop, refresh } = world();
    stop.isStopped = true;
    await refresh();
    const whilePaused = [transactional.settings.isEnabled, bulk.settings.isEnabled];
    stop.isStopped = false;

    await refresh();

    expect(whilePaused).toEqual([false, false]);
    expect([transactional.settings.isEnabled, bulk.settings.isEnabled]).toEqual([true, true]);
  });

  it('makes the ledger where there is none', async () => {
    const { own, refresh } = world({ first: undefined });

    await refresh();

    expect(own.ledger.now()).toMatchObject({ quota: 50_000, minIntervalMs: 5 });
  });

  it('keeps a cut that comes while it takes over what SES says', async () => {
    const { clock, own, refresh } = world();
    const { store } = own.ledger;
    let reads = 0;
    const read = async () => {
      const seen = await store.read();
      reads += 1;
      if (reads === 1 && seen !== undefined)
        await store.cut(seen, cutTo(seen, cutMargin(seen.margin, clock.now()), clock.now()));
      return seen;
    };
    Object.assign(own.kept, { ledger: { ...store, read } });

    await refresh();

    const after = own.ledger.now();
    expect(after?.margin.lastCut).toBeGreaterThan(0);
    expect(after?.intervalMs).toBeCloseTo(5 / 0.97, 6);
    expect(after?.syncedAtMs).toBe(noon);
  });

  it('closes both queues while the rate of the account is 0, and opens them when it is not', async () => {
    const { own, transactional, bulk, lines, refresh } = world();
    own.ses.answer = () => ({ ...healthy, maxPerSecond: 0 });
    await refresh();
    const whileOff = [transactional.settings.isEnabled, bulk.settings.isEnabled];
    own.ses.answer = () => healthy;

    await refresh();

    expect(whileOff).toEqual([false, false]);
    expect(lines.some((line) => line.startsWith('warn: SES takes no mail of the account.'))).toBe(
      true,
    );
    expect([transactional.settings.isEnabled, bulk.settings.isEnabled]).toEqual([true, true]);
    expect(own.ledger.now()).toMatchObject({ quota: 50_000, minIntervalMs: 5 });
  });

  it('has a closed queue read for half an hour each day, so that the sender renews what would grow too old', async () => {
    const { clock, run, own, transactional, bulk, refresh } = world();
    own.ses.answer = () => ({ ...healthy, isPaused: true });
    const openAt = async (hour: number, minute: number) => {
      const midnight = Date.UTC(2026, 10, 22);
      await run(clock.sleepUntil(midnight + hour * 3_600_000 + minute * 60_000));
      await refresh();
      return [
        transactional.settings.isEnabled,
        bulk.settings.isEnabled,
        own.ledger.now()?.stoppedLanes,
      ];
    };

    expect(await openAt(-1, 0)).toEqual([false, false, ['transactional', 'bulk']]);
    expect(await openAt(0, 1)).toEqual([true, true, []]);
    expect(await openAt(0, 29)).toEqual([true, true, []]);
    expect(await openAt(0, 30)).toEqual([false, false, ['transactional', 'bulk']]);
    expect(await openAt(24, 5)).toEqual([true, true, []]);
  });

  it.each([
    [23, 21.9, true],
    [23, 23, false],
    [23, 23.4, false],
    [23, 23.5, true],
    [5, 0, true],
    [5, 5.25, false],
    [5, 5.5, true],
  ])(
    'has closed queues read from the hour that is set: %d o’clock, at %d, closed: %s',
    async (renewalHour, hour, isClosed) => {
      const { clock, run, own, bulk, settings, refresh } = world();
      settings.renewalHour = renewalHour;
      own.ses.answer = () => ({ ...healthy, isPaused: true });
      await run(clock.sleepUntil(Date.UTC(2026, 10, 22) + hour * 3_600_000));

      await refresh();

      expect(bulk.settings.isEnabled).toBe(!isClosed);
    },
  );

  it('has no queue read at the daily renewal that a person closed', async () => {
    const { clock, run, transactional, refresh } = world();
    await refresh();
    transactional.settings = { ...transactional.settings, isEnabled: false };
    await run(clock.sleepUntil(Date.UTC(2026, 10, 22, 0, 5)));

    await refresh();

    expect(transactional.settings.isEnabled).toBe(false);
  });

  it('sets the event sources to a new rate', async () => {
    const { own, transactional, bulk, refresh } = world();
    own.ses.answer = () => ({ ...healthy, maxPerSecond: 1_000 });

    await refresh();

    expect(transactional.settings).toEqual({
      ...settingsFor('transactional', 1_000),
      isEnabled: true,
    });
    expect(bulk.settings).toEqual({ ...settingsFor('bulk', 1_000), isEnabled: true });
  });

  it('closes bulk mail at the reserve, then transactional mail, and opens both when the quota frees', async () => {
    const { clock, own, transactional, bulk, refresh, run } = world();
    const openAfter = async (sentLast24Hours: number) => {
      own.ses.answer = () => ({ ...healthy, sentLast24Hours });
      await refresh();
      await run(clock.sleepUntil(clock.now() + 60_000));
      return [
        transactional.settings.isEnabled,
        bulk.settings.isEnabled,
        own.ledger.now()?.stoppedLanes,
      ];
    };

    expect(await openAfter(47_500)).toEqual([true, false, ['bulk']]);
    expect(await openAfter(50_000)).toEqual([false, false, ['bulk', 'transactional']]);
    expect(await openAfter(48_000)).toEqual([true, false, ['bulk']]);
    expect(await openAfter(20_000)).toEqual([true, true, []]);
  });

  it('closes both queues while the account is paused, and says so each time', async () => {
    const { own, transactional, bulk, lines, refresh } = world();
    own.ses.answer = () => ({ ...healthy, isPaused: true, enforcementStatus: 'SHUTDOWN' });

    await refresh();

    expect([transactional.settings.isEnabled, bulk.settings.isEnabled]).toEqual([false, false]);
    expect(lines).toContain(
      'warn: SES takes no mail of the account. {"account":"1#eu","enforcementStatus":"SHUTDOWN"}',
    );
  });

  it('tells of an account under review and goes on sending', async () => {
    const { own, transactional, lines, refresh } = world();
    own.ses.answer = () => ({ ...healthy, enforcementStatus: 'PROBATION' });

    await refresh();

    expect(transactional.settings.isEnabled).toBe(true);
    expect(lines).toContain(
      'warn: SES has put the account under review. {"account":"1#eu","enforcementStatus":"PROBATION"}',
    );
  });

  it('leaves an event source for the next minute while Lambda is busy with it', async () => {
    const { own, transactional, bulk, refresh } = world();
    transactional.isBusy = true;
    own.ses.answer = () => ({ ...healthy, isPaused: true });

    await refresh();

    expect([transactional.changes, bulk.changes]).toEqual([0, 1]);
    transactional.isBusy = false;
    await refresh();
    expect(transactional.settings.isEnabled).toBe(false);
    expect(own.ledger.now()?.stoppedLanes).toEqual(
      expect.arrayContaining(['transactional', 'bulk']),
    );
  });

  it('writes down that it closes a queue before it does: one that dies in between closes nothing for ever', async () => {
    const { own, transactional, refresh } = world();
    await refresh();
    own.ses.answer = () => ({ ...healthy, isPaused: true });
    transactional.fails = true;

    await expect(refresh()).rejects.toThrow('The function was killed.');

    expect(own.ledger.now()?.stoppedLanes).toContain('transactional');
  });

  it('keeps to what a person closed', async () => {
    const { transactional, refresh } = world();
    await refresh();
    transactional.settings = { ...transactional.settings, isEnabled: false };

    await refresh();

    expect(transactional.settings.isEnabled).toBe(false);
  });

  it('opens what was closed before the ledger was lost', async () => {
    const { transactional, bulk, refresh } = world({ first: undefined });
    transactional.settings = { ...transactional.settings, isEnabled: false };
    bulk.settings = { ...bulk.settings, isEnabled: false };

    await refresh();

    expect([transactional.settings.isEnabled, bulk.settings.isEnabled]).toEqual([true, true]);
  });

  it('reads the account every five seconds for most of a minute while its quota is nearly used up, and tends the queues each time', async () => {
    const { clock, own, transactional, refresh } = world();
    let sent = 49_900;
    own.ses.answer = () => {
      sent = clock.now() - noon >= 20_000 ? 50_000 : sent + 1;
      return { ...healthy, sentLast24Hours: sent };
    };

    await refresh();

    expect(own.asked).toEqual([0, 5_000, 10_000, 15_000, 20_000]);
    expect(transactional.settings.isEnabled).toBe(false);
  });

  it('ends before the next run begins', async () => {
    const { clock, own, refresh } = world();
    own.ses.answer = () => ({ ...healthy, sentLast24Hours: 49_900 });

    await refresh();

    expect(own.asked.at(-1)).toBeLessThanOrEqual(50_000);
    expect(own.asked.length).toBeGreaterThan(8);
    expect(clock.now() - noon).toBeLessThan(55_000);
  });

  it('keeps the ledgers of other accounts, each with its own gauges, whatever becomes of the others', async () => {
    const { own, other, gauges, lines, refresh } = world();
    const broken = anAccount('3#eu', () => noon, undefined);
    broken.ses.answer = () => {
      throw new Error('AccessDenied');
    };

    await refresh(async () => [broken.kept, other.kept]);

    expect(other.ledger.now()).toMatchObject({ quota: 50_000 });
    expect(own.asked).toHaveLength(1);
    expect(gauges.filter(({ account }) => account === '2#eu')).toHaveLength(3);
    expect(gauges.filter(({ account }) => account === undefined)).toHaveLength(3);
    expect(lines).toContain(
      'warn: The quota of an account could not be taken over. {"account":"3#eu","cause":"Error"}',
    );
  });

  it('says whose access key cannot be used, and what to do', async () => {
    const { other, lines, refresh } = world();
    const broken = anAccount('3#eu', () => noon, undefined);
    broken.ses.answer = () => {
      throw new CredentialsProblem({
        tenantId: 'acme',
        code: 'InvalidClientTokenId',
        cause: 'x',
        remedy: 'Set another.',
        passes: false,
      });
    };

    await refresh(async () => [broken.kept, other.kept]);

    expect(other.ledger.now()).toMatchObject({ quota: 50_000 });
    expect(lines).toContain(
      'warn: The quota of an account could not be taken over. {"account":"3#eu","tenant":"acme","cause":"InvalidClientTokenId","remedy":"Set another."}',
    );
  });

  it('keeps queues open for another account while the own quota is used up', async () => {
    const { own, other, transactional, bulk, refresh } = world();
    own.ses.answer = () => ({ ...healthy, sentLast24Hours: 50_000 });

    await refresh(async () => [other.kept]);

    expect([transactional.settings.isEnabled, bulk.settings.isEnabled]).toEqual([true, true]);
  });

  it('keeps the own account when the others cannot be looked up', async () => {
    const { own, refresh } = world();

    await refresh(() => Promise.reject(new Error('unreachable')));

    expect(own.asked).toHaveLength(1);
  });

  it('fails when the own account cannot be read', async () => {
    const { own, refresh } = world();
    own.ses.answer = () => {
      throw new Error('AccessDenied');
    };

    await expect(refresh()).rejects.toThrow('AccessDenied');
  });
});

describe('needsCloseWatch', () => {
  const ledger = newLedger({ max24Hours: 50_000, maxPerSecond: 14, sentLast24Hours: 0 }, noon);
  const left = (quota: number): Ledger => ({ ...ledger, quota });

  it.each([
    ['much is left', left(20_000), false],
    ['bulk mail has less than a minute of mail before the reserve', left(2_500 + 800), true],
    ['only the reserve is left, and of it more than a minute', left(2_400), false],
    ['less than a minute of mail is left', left(500), true],
    ['nothing is left', left(0), false],
    ['there is no limit', { ...left(1e15), max24Hours: Number.POSITIVE_INFINITY }, false],
    ['nobody sends', { ...left(500), tatMs: noon - 61_000 }, false],
  ])('when %s: %#', (_, ledger, expected) => {
    expect(needsCloseWatch(ledger, noon)).toBe(expected);
  });

  it('goes by 2 % of a small quota', () => {
    const small = {
      ...newLedger({ max24Hours: 200, maxPerSecond: 1, sentLast24Hours: 0 }, noon),
      quota: 3,
    };

    expect(needsCloseWatch(small, noon)).toBe(true);
    expect(needsCloseWatch({ ...small, quota: 5 }, noon)).toBe(false);
  });

  describe('with a way out', () => {
    const settings: StoredWayOut = {
      host: 'smtp.example.net',
      port: 587,
      security: 'starttls',
      from: 'out@example.net',
      ratePerSecond: 5,
      perDay: 1_000,
      mode: 'auto',
      since: noon,
    };

    it('notes that SES takes no mail, and reads only the queue of the stream that has a way out', async () => {
      const { own, transactional, bulk, item, refresh, lines } = world();
      item.now = { waysOut: { transactional: settings } };
      own.ses.answer = () => ({ ...healthy, isPaused: true });

      await refresh();

      expect(item.now.sesStopped).toMatchObject({ since: noon });
      expect([transactional.settings.isEnabled, bulk.settings.isEnabled]).toEqual([true, false]);
      expect(lines.join()).toContain('goes by its way out');
    });

    it('keeps the rate and the daily limit of the settings in its ledger', async () => {
      const { item, wayOut, refresh, sleep } = world();
      item.now = { waysOut: { transactional: settings } };
      await refresh();
      expect(wayOut.now()).toMatchObject({ max24Hours: 1_000, quota: 1_000 });
      const before = wayOut.now()?.minIntervalMs ?? 0;

      item.now = { waysOut: { transactional: { ...settings, ratePerSecond: 50 } } };
      await sleep(60_000);
      await refresh();

      expect(wayOut.now()?.minIntervalMs).toBeLessThan(before);
    });

    it('frees nothing of its daily limit, of which nobody but the ledger keeps count', async () => {
      const reading = { maxPerSecond: 5, max24Hours: 1_000, sentLast24Hours: 0 };
      const hour = Math.floor(noon / 3_600_000);
      const firstOfWayOut = {
        ...newLedger(reading, noon),
        quota: 100,
        sentByHour: new Map([[hour - 5, 900]]),
      };
      const { item, wayOut, refresh } = world({ firstOfWayOut });
      item.now = { waysOut: { transactional: settings } };

      await refresh();

      expect(wayOut.now()?.quota).toBe(100);
    });

    it('says that SES takes mail again only after five minutes, so that mail does not go to and fro', async () => {
      const { own, item, refresh, sleep } = world();
      item.now = { waysOut: { transactional: settings } };
      own.ses.answer = () => ({ ...healthy, isPaused: true });
      await refresh();
      own.ses.answer = () => healthy;

      await sleep(60_000);
      await refresh();
      const early = item.now.sesStopped;
      await sleep(240_000);
      await refresh();

      expect(early).toBeDefined();
      expect(item.now.sesStopped).toBeUndefined();
    });

    it('reads no queue while all mail is paused, way out or not', async () => {
      const { transactional, item, stop, refresh } = world();
      item.now = { waysOut: { transactional: { ...settings, mode: 'use' } } };
      stop.isStopped = true;

      await refresh();

      expect(transactional.settings.isEnabled).toBe(false);
    });

    it.each([
      ['has none', {}],
      [
        'has one that is stopped',
        { waysOut: { transactional: { ...settings, mode: 'stop' as const } } },
      ],
    ])('notes nothing where the deployment %s', async (_, now) => {
      const { own, transactional, item, refresh } = world();
      item.now = now;
      own.ses.answer = () => ({ ...healthy, isPaused: true });

      await refresh();

      expect(item.now).toEqual(now);
      expect(transactional.settings.isEnabled).toBe(false);
    });

    it('keeps the quota of SES all the same when the ways out cannot be read', async () => {
      const { own, item, refresh, lines } = world();
      item.isDown = true;

      await refresh();

      expect(own.asked).toHaveLength(1);
      expect(lines.join()).toContain('ways out could not be tended');
    });
  });
});
