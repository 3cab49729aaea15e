import {
  type RefreshAccountsPorts,
  refreshAccounts,
} from '../../../functions/refresh-quota/refresh-accounts.ts';
import { ledgerTable } from '../../../shared/aws/ledger/ledger-table.ts';
import { basicStreams, type Lane } from '../../../shared/email/streams.ts';
import type { EventSource } from '../../../shared/pacing/event-source.ts';
import { wayOutAccount } from '../../../shared/way-out/way-out-ledger.ts';
import { newSlotBook } from '../checks/slots/slot-book.ts';
import type { Container } from '../models/container.ts';
import { documentsOf } from '../models/dynamodb/documents.ts';
import type { EventSourceMapping } from '../models/event-source.ts';
import type { Deployed } from '../models/function-options.ts';
import { accountName, ledgerPort } from './ledger-port.ts';
import type { World } from './world.ts';

/** Time that Lambda takes for a change of an event source; ms. */
const changeTakesMs = 20_000;

/** refresh-quota as deployed: the real handler over this world. */
export const deployQuota =
  (world: World, mappings: Readonly<Record<Lane, EventSourceMapping>>): Deployed =>
  (container) => {
    const { timeline, table, mutationPoints, ses } = world;
    const dice = world.dice.fork(container.name);
    const ledger = mutationPoints.ledger(ledgerPort(world, container, newSlotBook));
    const ask = <T>(answer: () => T): Promise<T> =>
      container.reach(async () => {
        await timeline.sleep(dice.between(20, 60));
        return answer();
      });
    const busyUntilMs: Record<Lane, number> = { transactional: 0, bulk: 0 };
    const sourceOf = (lane: Lane): EventSource => ({
      lane,
      read: () =>
        ask(() => (timeline.now() < busyUntilMs[lane] ? undefined : mappings[lane].settings())),
      change: (settings) =>
        ask(() => {
          if (timeline.now() < busyUntilMs[lane]) return false;
          busyUntilMs[lane] = timeline.now() + changeTakesMs;
          timeline.at(busyUntilMs[lane], () => mappings[lane].change(settings));
          return true;
        }),
    });
    const ports = {
      ownAccount: { name: accountName, ledger, readAccount: () => ask(ses.readAccount) },
      findOtherAccounts: () =>
        table.call(container, { item: 'tenants', kind: 'read', effect: async () => [] }),
      eventSources: [sourceOf('transactional'), sourceOf('bulk')],
      renewalHour: 0,
      isStopped: async () => false,
      waysOut: waysOutPorts(world, container),
      gauge: () => undefined,
      clock: container.clock,
      log: () => undefined,
    };
    return (_event, { remainingMs }) => refreshAccounts(ports, remainingMs);
  };

/** The ways out, as refresh-quota reaches them. */
const waysOutPorts = (
  { table, database, waysOut }: World,
  container: Container,
): RefreshAccountsPorts['waysOut'] => ({
  streams: basicStreams,
  findWaysOut: () =>
    table.call(container, { item: 'tenants', kind: 'read', effect: async () => waysOut.now }),
  noteSesStopped: (change) =>
    table.call(container, {
      item: 'tenants',
      kind: 'write',
      effect: async () => {
        const { sesStopped, ...rest } = waysOut.now;
        if (change.kind === 'begin') {
          if (sesStopped !== undefined || rest.waysOut === undefined) return false;
          waysOut.now = { ...rest, sesStopped: { since: change.since, why: change.why } };
          return true;
        }
        if (sesStopped?.since !== change.since) return false;
        waysOut.now = rest;
        return true;
      },
    }),
  ledgerOf: (stream) =>
    ledgerTable(
      documentsOf(database, { container, service: table }),
      'ledger',
      wayOutAccount,
      stream,
    ),
});
