import type { SenderRule } from '../tenants/allowed-senders.ts';
import type { FindSenderOwner } from './known-claims.ts';

/**
 * Whether a sender is claimed by other tenants and not by this one. Of several that claim it, this
 * one among them, each may use it.
 *
 * @throws when the claims cannot be read
 */
export const isOfAnother = async (
  findOwner: FindSenderOwner,
  tenantId: string,
  sender: SenderRule,
): Promise<boolean> => {
  const owner = await findOwner({ source: undefined, from: [], identity: sender });
  switch (owner.kind) {
    case 'nobody':
      return false;
    case 'tenant':
      return owner.tenantId !== tenantId;
    case 'disputed':
      return !owner.tenantIds.includes(tenantId);
    default:
      return owner satisfies never;
  }
};
