import { type AddressRecord, entriesOf } from './address-record.ts';
import { everyTenant } from './scopes.ts';
import type { SuppressionEntry } from './suppression-entry.ts';

/** SES's reason for listing an address. */
export type AccountListReason = 'BOUNCE' | 'COMPLAINT';

/** One address of SES's account-level suppression list. */
export interface ListedAddress {
  /** The address as SES spells it, because deletion requires the exact spelling. */
  readonly address: string;
  readonly reason: AccountListReason;
  /** Epoch milliseconds, in whole seconds. */
  readonly updatedAtMs: number;
}

/** One change that brings the table's scope `*` and SES's list closer together, for one address. */
export type AccountListChange =
  /** SES lists it, and the table has no copy. */
  | { readonly kind: 'copy'; readonly entry: SuppressionEntry }
  /** The table has a copy of an entry that SES no longer lists. */
  | { readonly kind: 'drop'; readonly address: string }
  /**
   * The table suppresses it for a reason of its own and without an end, and SES does not list it.
   */
  | { readonly kind: 'put'; readonly address: string; readonly reason: AccountListReason }
  /** An operator removed it from the table after SES had listed it. */
  | { readonly kind: 'delete'; readonly address: string };

const copySource = 'account-list';

/**
 * Change needed for an address that SES lists; undefined when none is.
 *
 * @param address - canonical
 * @param record - the table's record in the scope `*`; undefined when there is none
 */
export const planForListed = (
  address: string,
  listed: ListedAddress,
  record: AddressRecord | undefined,
  by: string,
): AccountListChange | undefined => {
  const entries = record === undefined ? [] : entriesOf(record);
  if (entries.some(({ reason }) => reason === 'account-list')) return undefined;
  const wasRemovedSince =
    record?.removal !== undefined &&
    record.removal.atMs >= listed.updatedAtMs &&
    entries.length === 0;
  if (wasRemovedSince) return { kind: 'delete', address: listed.address };
  return {
    kind: 'copy',
    entry: {
      address,
      scope: everyTenant,
      reason: 'account-list',
      detail: listed.reason,
      source: copySource,
      by,
      sinceMs: listed.updatedAtMs,
      expiresAtMs: undefined,
    },
  };
};

/**
 * SES's reason for an entry of ours; undefined when the entry stays in the table only. SES's list
 * has no expiry, no unsubscribe and no operator: an entry that expires, or that the recipient asked
 * for, has no equivalent there.
 */
const reasonFor = ({ reason, expiresAtMs }: SuppressionEntry): AccountListReason | undefined => {
  if (expiresAtMs !== undefined) return undefined;
  if (reason === 'complaint') return 'COMPLAINT';
  return reason === 'operator' || reason === 'bounce' ? 'BOUNCE' : undefined;
};

/**
 * Changes needed for a row of the scope `*` that SES does not list.
 *
 * @param askedAtMs - when SES's list was read; a younger copy stays until the next run
 */
export const planForUnlisted = (
  record: AddressRecord,
  askedAtMs: number,
): readonly AccountListChange[] => {
  const entries = entriesOf(record);
  const reasons = entries.map(reasonFor).filter((reason) => reason !== undefined);
  const [reason] = reasons.includes('COMPLAINT') ? (['COMPLAINT'] as const) : reasons;
  const isOldCopy = entries.some(
    (entry) => entry.reason === 'account-list' && entry.sinceMs < askedAtMs,
  );
  return [
    ...(isOldCopy ? [{ kind: 'drop', address: record.address } as const] : []),
    ...(reason === undefined ? [] : [{ kind: 'put', address: record.address, reason } as const]),
  ];
};
