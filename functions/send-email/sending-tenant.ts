import type { Stream } from '../../shared/email/streams.ts';
import { UnreadableItem } from '../../shared/system/unreadable-item.ts';
import { type Pauses, withPausesOfAll } from '../../shared/tenants/pauses.ts';
import type { SendingAccount, SendingTenant } from '../../shared/tenants/ports.ts';
import { everyTenant } from '../../shared/tenants/resumes.ts';
import {
  readTenantSettings,
  type TenantSettings,
  withDefaults,
} from '../../shared/tenants/settings.ts';
import type { StoredWayOut, WaysOut } from '../../shared/way-out/way-out-settings.ts';
import { tenantPauseMs } from './refuse.ts';

/** A tenant's item; undefined where the table has none. */
type Found =
  | {
      readonly account: SendingAccount | undefined;
      readonly pauses: Pauses;
      readonly sesTenant?: string | undefined;
      readonly sesResumedAtMs?: number | undefined;
      /** As they are stored. */
      readonly settings?: unknown;
      /** Of the item of `everyTenant`. */
      readonly waysOut?: WaysOut | UnreadableItem;
    }
  | UnreadableItem
  | undefined;

/**
 * The account and the SES tenant that a tenant sends with, and the pauses of its mail. The item of
 * `everyTenant` adds its pauses, and its SES tenant as default, for tenants that send with the
 * pipeline's own account.
 *
 * @param found - the tenant's item
 * @param ofAll - the item of `everyTenant`
 * @param openWayOut - the account of a way out; those of tenants with an SES account of their own are
 * not asked for
 * @throws UnreadableItem when an item that applies to the tenant cannot be read, because its mail
 * may be paused
 */
export const sendingTenant = (
  tenantId: string,
  found: Found,
  ofAll: Found,
  ownAccount: SendingAccount,
  openWayOut: OpenWayOut,
): SendingTenant => {
  if (found instanceof UnreadableItem) throw found;
  const { account, pauses = {}, sesTenant } = found ?? {};
  const settings = settingsIn(tenantId, found);
  if (account !== undefined) {
    forgetPause(account, sesTenant, found?.sesResumedAtMs);
    return { account, pauses, sesTenant, settings };
  }
  if (ofAll instanceof UnreadableItem) throw ofAll;
  forgetPause(ownAccount, sesTenant, found?.sesResumedAtMs);
  forgetPause(ownAccount, ofAll?.sesTenant, ofAll?.sesResumedAtMs);
  return {
    account: ownAccount,
    pauses: withPausesOfAll(pauses, ofAll?.pauses ?? {}, sesTenant !== undefined),
    sesTenant: sesTenant ?? ofAll?.sesTenant,
    settings: withDefaults(settings, settingsIn(everyTenant, ofAll)),
    waysOut: ownAccount.bySmtp === true ? undefined : waysOutOf(ofAll?.waysOut, openWayOut),
  };
};

/** Opens the account of a way out; the same one for the same settings. */
export type OpenWayOut = (stream: Stream, wayOut: StoredWayOut) => SendingAccount;

/** Ways out that are in use, or may be. Where they cannot be read there are none. */
export const waysOutOf = (
  found: WaysOut | UnreadableItem | undefined,
  open: OpenWayOut,
): SendingTenant['waysOut'] => {
  if (found === undefined || found instanceof UnreadableItem) return undefined;
  const { waysOut = {}, sesStopped } = found;
  return Object.fromEntries(
    Object.entries(waysOut).flatMap(([stream, wayOut]) => {
      if (wayOut.mode === 'stop') return [];
      const takesAll = wayOut.mode === 'use' || sesStopped !== undefined;
      const takes = takesAll ? ('all' as const) : ('refused' as const);
      return [[stream, { account: open(stream, wayOut), takes }]];
    }),
  );
};

/** By how much the clocks of two machines may differ; ms. */
const clocksDifferMs = 60_000;

/**
 * Forgets that SES refused mail of an SES tenant, if SES lets it send again since: what was held
 * goes out at once, and not only when the wait is over.
 */
const forgetPause = (
  { pausedAtSes }: SendingAccount,
  sesTenant: string | undefined,
  resumedAtMs: number | undefined,
): void => {
  const name = `tenant/${sesTenant ?? ''}`;
  const untilMs = pausedAtSes.get(name);
  if (untilMs === undefined || resumedAtMs === undefined) return;
  if (untilMs - tenantPauseMs <= resumedAtMs + clocksDifferMs) pausedAtSes.delete(name);
};

const settingsIn = (
  tenantId: string,
  found: Exclude<Found, UnreadableItem>,
): TenantSettings | undefined => {
  const settings = readTenantSettings(tenantId, found?.settings);
  if (settings instanceof UnreadableItem) throw settings;
  return settings;
};
