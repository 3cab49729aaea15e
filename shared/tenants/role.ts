import * as z from 'zod/mini';
import { regionName } from './communication-config.ts';
import type { TenantSendingAccount } from './sending-account.ts';

/** A role that a tenant gives to the pipeline in an SES account of its own. */
export const roleWishSchema = z.strictObject({
  roleArn: z
    .string()
    .check(
      z.regex(
        /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/,
        'is no ARN of a role; write arn:aws:iam::<account id>:role/<name>',
      ),
      z.describe('Role in the account of the tenant that may send with SES.'),
    ),
  region: regionName.check(z.describe('Region of SES in that account.')),
});

export type RoleWish = z.infer<typeof roleWishSchema>;

/** The role of a tenant as it is stored. */
export interface TenantRole extends RoleWish {
  readonly account: string;
  /** Undefined where somebody has set the role by hand without one. */
  readonly externalId: string | undefined;
}

/** The role in a tenant's account; undefined where it has none. */
export const roleOf = (ses: TenantSendingAccount | undefined): TenantRole | undefined =>
  ses?.roleArn === undefined
    ? undefined
    : {
        account: ses.account,
        region: ses.region,
        roleArn: ses.roleArn,
        externalId: ses.externalId,
      };

/**
 * Problem of a role for this deployment; undefined when there is none.
 *
 * @param roleName - the only name of roles that the sender may assume
 */
export const roleProblem = ({ roleArn }: RoleWish, roleName: string): string | undefined =>
  roleArn.endsWith(`:role/${roleName}`)
    ? undefined
    : `roleArn: is not one that the pipeline may assume; give the role the name ${roleName}, without a path`;

/**
 * Trust policy for the role: the pipeline's account may assume it, and only for this tenant. The
 * external id is the pipeline's own, so that no tenant can name another's role and send with it.
 *
 * @param account - AWS account id of the pipeline
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
 */
export const trustPolicyOf = (account: string, externalId: string) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': externalId } },
    },
  ],
});

/**
 * Roles of tenants, in the tenants table.
 *
 * Each rejects when the table cannot be reached.
 */
export interface TenantRoles {
  /**
   * Undefined where the tenant has no role.
   *
   * @throws UnreadableItem
   */
  readonly read: (tenantId: string) => Promise<TenantRole | undefined>;
  /** Stores the role in place of one before it, and of access keys. The external id stays. */
  readonly put: (tenantId: string, wish: RoleWish) => Promise<TenantRole>;
  /** @returns whether there was one; the tenant's mail goes through the pipeline's account then */
  readonly remove: (tenantId: string) => Promise<boolean>;
}
