import {
  GetSuppressedDestinationCommand,
  PutSuppressedDestinationCommand,
} from '@aws-sdk/client-sesv2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { enterAllIn } from '../../../../cli/commands/suppressions/enter-all.ts';
import {
  type SyncSuppressionsOptions,
  syncSuppressions,
} from '../../../../cli/commands/suppressions/sync.ts';
import { accountList } from '../../../../shared/aws/suppressions/account-list.ts';
import type { SuppressionEntry } from '../../../../shared/suppression/suppression-entry.ts';
import { memorySuppressions } from '../../../fakes/memory-suppressions.ts';
import { type SimulatedSes, simulateSes } from '../../../simulator/simulated-ses.ts';
import { collect } from '../../../support/collect.ts';
import { capturedIo } from '../../captured-io.ts';

let ses: SimulatedSes;
beforeEach(async () => {
  ses = await simulateSes({ limitsControlCalls: true });
});
afterEach(() => ses.close());

const second = 1000;

const world = () => {
  const table = memorySuppressions();
  const io = capturedIo();
  /** Time passes by waiting alone, for the simulator, too. */
  const clock = {
    now: () => ses.time.nowMs,
    sleepUntil: async (untilMs: number) => {
      ses.time.nowMs = Math.max(ses.time.nowMs, untilMs);
    },
  };
  const list = accountList(ses.ses2, clock);
  return {
    table,
    io,
    list,
    clock,
    entries: async () =>
      (await collect(table.list({})))
        .map(({ address, scope, reason }) => `${address} ${scope} ${reason}`)
        .toSorted(),
    onSes: async () =>
      (await collect(list.pages())).flat().map(({ address, reason }) => `${address} ${reason}`),
    sync: (options: SyncSuppressionsOptions = {}) =>
      syncSuppressions(options, {
        ...io,
        ...table,
        accountList: list,
        enterAll: enterAllIn(table, clock),
        dropCopy: (address, beforeMs) => table.dropReason(address, '*', 'account-list', beforeMs),
        progress: () => ({ show: () => {}, end: () => {} }),
        now: clock.now,
        user: 'ann',
      }),
    changes: () => io.out.map((line) => JSON.parse(line)).filter((row) => 'change' in row),
  };
};

const entry = (further: Partial<SuppressionEntry>): SuppressionEntry => ({
  address: 'ada@example.com',
  scope: '*',
  reason: 'bounce',
  detail: 'why',
  source: 'event-1',
  sinceMs: 1,
  expiresAtMs: undefined,
  ...further,
});

describe('suppressions sync', () => {
  it('brings both sides together, and then has nothing left to do', async () => {
    const { list, table, sync, entries, onSes, changes, io } = world();
    await list.put('Listed@example.com', 'COMPLAINT');
    await table.suppress(entry({ address: 'ours@example.com' }));
    await table.suppress(entry({ address: 'gone@example.com', reason: 'account-list' }));
    await table.suppress(entry({ address: 'tenant@example.com', scope: 'tenant#acme' }));

    expect(await sync({ json: true })).toBe(0);

    expect(changes()).toEqual([
      { change: 'copy', address: 'listed@example.com', reason: 'COMPLAINT' },
      { change: 'put', address: 'ours@example.com', reason: 'BOUNCE' },
      { change: 'drop', address: 'gone@example.com', reason: null },
    ]);
    expect(await onSes()).toEqual(['Listed@example.com COMPLAINT', 'ours@example.com BOUNCE']);
    expect(await entries()).toEqual([
      'listed@example.com * account-list',
      'ours@example.com * bounce',
      'tenant@example.com tenant#acme bounce',
    ]);

    io.out.length = 0;
    await sync({ json: true });
    expect(changes()).toEqual([{ change: 'copy', address: 'ours@example.com', reason: 'BOUNCE' }]);
    io.out.length = 0;
    await sync({ json: true });
    expect(io.out.map((line) => JSON.parse(line))).toEqual([
      { dryRun: false, onList: 2, copy: 0, drop: 0, put: 0, delete: 0, refused: 0 },
    ]);
  });

  it('takes off SES’s list what an operator removed for all tenants, and nothing that one tenant removed', async () => {
    const { list, table, sync, onSes, clock } = world();
    for (const address of ['all@example.com', 'one@example.com']) {
      await list.put(address, 'BOUNCE');
      await table.suppress(entry({ address, scope: 'tenant#acme' }));
    }
    await sync();
    clock.sleepUntil(clock.now() + 5 * second);
    const order = { by: 'ann', why: 'corrected', atMs: clock.now() };
    await table.remove('all@example.com', '*', order);
    await table.remove('one@example.com', 'tenant#acme', order);

    await sync();

    expect(await onSes()).toEqual(['one@example.com BOUNCE']);
    await sync();
    expect(await onSes()).toEqual(['one@example.com BOUNCE']);
  });

  it('a dry run says what would change, and changes nothing', async () => {
    const { list, table, sync, entries, onSes, changes } = world();
    await list.put('listed@example.com', 'BOUNCE');
    await table.suppress(entry({ address: 'ours@example.com' }));
    await table.suppress(entry({ address: 'gone@example.com', reason: 'account-list' }));
    const before = [await entries(), await onSes()];

    expect(await sync({ dryRun: true, json: true })).toBe(0);

    expect(changes().map(({ change }) => change)).toEqual(['copy', 'put', 'drop']);
    expect([await entries(), await onSes()]).toEqual(before);
  });

  it('asks no faster than once a second, and reads a list of several pages', async () => {
    const { list, sync, entries, clock } = world();
    for (let index = 0; index < 1005; index += 1) {
      clock.sleepUntil(clock.now() + 2 * second);
      await ses.ses2.send(
        new PutSuppressedDestinationCommand({
          EmailAddress: `a${index}@example.com`,
          Reason: 'BOUNCE',
        }),
      );
    }
    expect(await collect(list.pages())).toHaveLength(2);

    const startedAtMs = clock.now();
    expect(await sync()).toBe(0);

    expect(await entries()).toHaveLength(1005);
    expect(clock.now() - startedAtMs).toBeGreaterThanOrEqual(2 * second);
  });

  it('waits and asks again when somebody else has asked in the same second', async () => {
    const { list, sync, entries, clock } = world();
    await list.put('listed@example.com', 'BOUNCE');
    clock.sleepUntil(clock.now() + 2 * second);
    await collect(accountList(ses.ses2, clock).pages());

    expect(await sync()).toBe(0);

    expect(await entries()).toEqual(['listed@example.com * account-list']);
  });

  it('goes on when SES refuses an address, and says so with its exit code', async () => {
    const { table, sync, io, clock } = world();
    await table.suppress(entry({ address: 'ours@example.com' }));
    ses.simulator.changeAccount({ isSandbox: true });

    expect(await sync()).toBe(3);

    expect(io.err).toEqual(['ours@example.com was refused by SES: BadRequestException']);
    expect(io.out).toEqual([
      'Changed: 0 copied from SES, 0 copies dropped, 0 put on the list of SES, 0 removed from it; it had 0',
    ]);
    clock.sleepUntil(clock.now() + 2 * second);
    const asked = ses.ses2.send(
      new GetSuppressedDestinationCommand({ EmailAddress: 'ours@example.com' }),
    );
    expect(await ses.errorOf(asked)).toMatchObject({ name: 'NotFoundException' });
  });

  it('does not mind when an address is off SES’s list already', async () => {
    const { list } = world();

    expect(await list.remove('nobody@example.com')).toEqual({ kind: 'done' });
  });
});
