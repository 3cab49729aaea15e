import { UnreadableItem } from '../../shared/system/unreadable-item.ts';
import type { Pauses } from '../../shared/tenants/pauses.ts';
import type { SendingAccount, SendingTenant } from '../../shared/tenants/ports.ts';

/** What the tenants table says of one who sends; undefined where it has no item. */
type Found =
  | { readonly account: SendingAccount | undefined; readonly pauses: Pauses }
  | UnreadableItem
  | undefined;

/**
 * The account that a tenant sends with, and what of its mail is paused: pauses of the whole account
 * concern whoever sends with it.
 *
 * @param found - the tenant's item
 * @param ofAll - the item of `everyTenant`
 * @throws UnreadableItem when an item that counts for the tenant cannot be read, for its mail may
 * be paused
 */
export const sendingTenant = (
  found: Found,
  ofAll: Found,
  ownAccount: SendingAccount,
): SendingTenant => {
  if (found instanceof UnreadableItem) throw found;
  const { account, pauses = {} } = found ?? {};
  if (account !== undefined) return { account, pauses };
  if (ofAll instanceof UnreadableItem) throw ofAll;
  return { account: ownAccount, pauses: { ...pauses, ...ofAll?.pauses } };
};
