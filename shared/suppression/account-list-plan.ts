import { type AddressRecord, entriesOf } from './address-record.ts';
import { everyTenant } from './scopes.ts';
import type { SuppressionEntry } from './suppression-entry.ts';

/** Why SES says that an address is on its account's list. */
export type AccountListReason = 'BOUNCE' | 'COMPLAINT';

/** One address of SES's account-level suppression list. */
export interface ListedAddress {
  /** As SES has it, for its exact form is what SES wants when it is deleted. */
  readonly address: string;
  readonly reason: AccountListReason;
  /** Epoch milliseconds, in whole seconds. */
  readonly updatedAtMs: number;
}

/** What brings the scope `*` of the table and SES's list together, for one address. */
export type AccountListChange =
  /** SES has it and the table has no copy. */
  | { readonly kind: 'copy'; readonly entry: SuppressionEntry }
  /** The table has a copy of what SES no longer has. */
  | { readonly kind: 'drop'; readonly address: string }
  /** The table has it, for a reason of its own and without an end. */
  | { readonly kind: 'put'; readonly address: string; readonly reason: AccountListReason }
  /** An operator took it off the table after SES had put it on its list. */
  | { readonly kind: 'delete'; readonly address: string };

const copySource = 'account-list';

/**
 * What to do about an address that SES lists.
 *
 * @param address - canonical
 * @param record - what the table knows of it in the scope `*`; undefined when nothing
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
 * SES knows no end, no unsubscribes and no operator: what has an end, or is a wish of the
 * recipient, stays with us.
 */
const reasonFor = ({ reason, expiresAtMs }: SuppressionEntry): AccountListReason | undefined => {
  if (expiresAtMs !== undefined) return undefined;
  if (reason === 'complaint') return 'COMPLAINT';
  return reason === 'operator' || reason === 'bounce' ? 'BOUNCE' : undefined;
};

/**
 * What to do about a row of the scope `*` that SES does not list.
 *
 * @param askedAtMs - when the list was asked for: a copy that is younger stays until the next time
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
