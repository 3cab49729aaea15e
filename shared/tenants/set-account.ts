import { problemOfKey, secretPlaceholder } from './credentials.ts';
import type { FindAccountOfKey, TenantCredentials } from './ports.ts';

/** The SES account that a document names for a tenant. */
export interface AccountWish {
  readonly region?: string | undefined;
  readonly accessKeyId?: string | undefined;
  readonly secretAccessKey?: string | undefined;
}

export interface AccountPorts {
  readonly credentials: TenantCredentials;
  readonly findAccount: FindAccountOfKey;
  /** Region of the pipeline's own SES account. */
  readonly region: string;
}

/** `problems` hold no value of the wish; each says where and what to do. */
export type AccountChange =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly problems: readonly string[] }
  /** AWS or the key of the deployment does not answer. */
  | { readonly kind: 'unreachable' };

const done: AccountChange = { kind: 'done' };

/**
 * Sets the access key that a tenant's mail is signed with, once AWS has said whose it is. A wish
 * without a key leaves the account of the tenant as it is.
 */
export const setAccount = async (
  ports: AccountPorts,
  tenantId: string,
  { region, accessKeyId, secretAccessKey }: AccountWish,
): Promise<AccountChange> => {
  const stored = await ports.credentials.read(tenantId);
  const standing = stored?.ses.region ?? ports.region;
  if (accessKeyId === undefined && secretAccessKey === undefined)
    return region === undefined || region === standing ? done : refused(regionNeedsKeys);
  if (accessKeyId === undefined) return refused('accessKeyId: is missing; add it');
  if (secretAccessKey === undefined) return refused('secretAccessKey: is missing; add it');
  const key = { region: region ?? standing, accessKeyId, secretAccessKey };
  const isStored = secretAccessKey === secretPlaceholder;
  const problem = isStored ? undefined : problemOfKey(key);
  if (problem !== undefined) return refused(problem);
  const owner = isStored ? undefined : await ports.findAccount(key);
  if (owner?.kind === 'unreachable') return { kind: 'unreachable' };
  if (owner?.kind === 'refused') return refused(`${owner.problem}. ${owner.remedy}`);
  const result = await ports.credentials.put(tenantId, { ...key, account: owner?.account });
  switch (result.kind) {
    case 'stored':
    case 'unchanged':
      return done;
    case 'refused':
      return { kind: 'refused', problems: result.problems };
    case 'conflict':
      return refused('credentials: others change them right now; send it again');
    default:
      return result satisfies never;
  }
};

const refused = (problem: string): AccountChange => ({ kind: 'refused', problems: [problem] });

const regionNeedsKeys =
  'region: is not that of the account the tenant sends with; give accessKeyId and secretAccessKey of an account there, or leave it out';
