import { problemOfKey, secretPlaceholder } from './credentials.ts';
import type { KeysWish } from './plan-keys.ts';
import type { FindAccountOfKey, PutKeysResult, TenantCredentials } from './ports.ts';

export interface KeyPorts {
  readonly credentials: TenantCredentials;
  readonly findAccount: FindAccountOfKey;
}

export type SetKeysResult =
  | PutKeysResult
  /** AWS cannot be asked whose the key is; the next try may succeed. */
  | { readonly kind: 'unreachable'; readonly code: string };

/**
 * Sets the access key that a tenant's mail is signed with, after AWS has said whose it is. The
 * placeholder in place of the secret leaves the secret as it is, and AWS is not asked.
 *
 * @throws SecretFailure when the secret cannot be sealed
 * @throws UnreadableItem when the tenant's item cannot be read
 */
export const setKeys = async (
  { credentials, findAccount }: KeyPorts,
  tenantId: string,
  wish: Omit<KeysWish, 'account'>,
): Promise<SetKeysResult> => {
  if (wish.secretAccessKey === secretPlaceholder) return credentials.put(tenantId, wish);
  const problem = problemOfKey(wish);
  if (problem !== undefined) return { kind: 'refused', problems: [problem] };
  const owner = await findAccount(wish);
  switch (owner.kind) {
    case 'known':
      return credentials.put(tenantId, { ...wish, account: owner.account });
    case 'refused':
      return {
        kind: 'refused',
        problems: [`${owner.problem} (${owner.code}). ${owner.remedy}`],
      };
    case 'unreachable':
      return owner;
    default:
      return owner satisfies never;
  }
};
