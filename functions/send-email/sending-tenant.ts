import { UnreadableItem } from '../../shared/system/unreadable-item.ts';
import type { Pauses } from '../../shared/tenants/pauses.ts';
import type { SendingAccount, SendingTenant } from '../../shared/tenants/ports.ts';

/** What the tenants table says of one who sends; undefined where it has no item. */
type Found =
  | {
      readonly account: SendingAccount | undefined;
      readonly pauses: Pauses;
      readonly sesTenant?: string | undefined;
    }
  | UnreadableItem
  | undefined;

/**
 * The account and the SES tenant that a tenant sends with, and what of its mail is paused. What the
 * item of all says, pauses and an SES tenant, concerns whoever sends with the pipeline's account;
 * an SES tenant of one's own goes before.
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
  const { account, pauses = {}, sesTenant } = found ?? {};
  if (account !== undefined) return { account, pauses, sesTenant };
  if (ofAll instanceof UnreadableItem) throw ofAll;
  return {
    account: ownAccount,
    pauses: { ...pauses, ...ofAll?.pauses },
    sesTenant: sesTenant ?? ofAll?.sesTenant,
  };
};
