import type { TenantItem } from '../tenants/tenant-item.ts';
import type { ReachedAccount } from './ports.ts';

/** How the account is reached that a tenant's item says. A role goes before keys. */
export const reachedBy = ({ ses, credentials }: TenantItem): ReachedAccount => {
  if (ses === undefined) return { kind: 'pipeline' };
  return credentials !== undefined && ses.roleArn === undefined
    ? { kind: 'keys', account: ses }
    : { kind: 'own', account: ses };
};

/** `<account id>#<region>` of an account that a tenant brings; of the pipeline's, `own`. */
export const accountName = (reached: ReachedAccount, own: string): string =>
  reached.kind === 'pipeline' ? own : `${reached.account.account}#${reached.account.region}`;
