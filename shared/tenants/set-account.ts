import type { TenantState } from './ports.ts';
import { type KeyPorts, setKeys } from './set-keys.ts';

/** The SES account that a document names for a tenant. */
export interface AccountWish {
  readonly region?: string | undefined;
  readonly accessKeyId?: string | undefined;
  readonly secretAccessKey?: string | undefined;
}

export interface AccountPorts extends KeyPorts {
  /** Region of the pipeline's own SES account. */
  readonly region: string;
}

export type AccountChange =
  | { readonly kind: 'done' }
  /** Each problem says where and what to do; none holds a value of the wish. */
  | { readonly kind: 'refused'; readonly problems: readonly string[] }
  /** Others change the same tenant right now. */
  | { readonly kind: 'conflict' }
  /** AWS cannot be asked whose the key is; the next try may succeed. */
  | { readonly kind: 'unreachable' };

/**
 * Sets the access key that a document names. Without a key the account of the tenant stays as it
 * is, and the region has to be that of the account.
 *
 * @param before - the tenant as it was read
 */
export const setAccount = async (
  ports: AccountPorts,
  tenantId: string,
  { region, accessKeyId, secretAccessKey }: AccountWish,
  before: Pick<TenantState, 'ses'>,
): Promise<AccountChange> => {
  const standing = before.ses?.region ?? ports.region;
  if (accessKeyId === undefined && secretAccessKey === undefined)
    return region === undefined || region === standing ? done : refused(regionNeedsKeys);
  if (accessKeyId === undefined) return refused('accessKeyId: is missing; add it');
  if (secretAccessKey === undefined) return refused('secretAccessKey: is missing; add it');
  const wish = { region: region ?? standing, accessKeyId, secretAccessKey };
  const result = await setKeys(ports, tenantId, wish);
  switch (result.kind) {
    case 'stored':
    case 'unchanged':
      return done;
    case 'refused':
    case 'conflict':
    case 'unreachable':
      return result;
    default:
      return result satisfies never;
  }
};

const done: AccountChange = { kind: 'done' };

const refused = (problem: string): AccountChange => ({ kind: 'refused', problems: [problem] });

const regionNeedsKeys =
  'region: is not that of the account the tenant sends with; give accessKeyId and secretAccessKey of an account there, or leave it out';
