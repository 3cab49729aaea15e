import { LRUCache } from 'lru-cache';
import type { Stream } from '../../../shared/email/streams.ts';
import type { LedgerStore } from '../../../shared/pacing/ledger-store.ts';
import type { SendingAccount } from '../../../shared/tenants/ports.ts';
import {
  pathOfWayOut,
  sendByWayOut,
  type WayOutPorts,
} from '../../../shared/way-out/send-by-way-out.ts';
import { quotaOfWayOut, wayOutName } from '../../../shared/way-out/way-out-ledger.ts';
import type { OpenWayOut } from '../sending-tenant.ts';

/** One for each stream, and those before their last change. */
const mostKept = 10;

/**
 * Opens the accounts of ways out. Each has a ledger of its own, at the rate in its settings, and is
 * kept while its settings are unchanged.
 */
export const waysOutOf = (
  ports: WayOutPorts & { readonly ledgerOf: (stream: Stream) => LedgerStore },
): OpenWayOut => {
  const kept = new LRUCache<string, SendingAccount>({ max: mostKept });
  return (stream, wayOut) => {
    const path = pathOfWayOut(wayOut);
    const { ratePerSecond, perDay } = wayOut;
    const name = JSON.stringify([stream, path, ratePerSecond, perDay]);
    const account = kept.get(name) ?? {
      name: wayOutName(stream),
      isBrought: false,
      bySmtp: true,
      ledger: ports.ledgerOf(stream),
      readFeedback: async () => undefined,
      sendMail: sendByWayOut(path, ports),
      getSendQuota: async () => quotaOfWayOut(wayOut),
      memory: { last: undefined },
      pausedAtSes: new Map(),
    };
    kept.set(name, account);
    return account;
  };
};
