import * as z from 'zod/mini';

/**
 * The SES account that a tenant brings, as written in its item of the tenants table.
 *
 * Its mail is sent through this account, at this account's rate and quota, which the pipeline reads
 * from SES as it does for its own.
 */
export const sendingAccountSchema = z.object({
  /** AWS account id; with the region it names the send ledger. */
  account: z.string().check(z.regex(/^\d{12}$/)),
  region: z.string().check(z.regex(/^[a-z]{2}(-[a-z]+)+-\d$/)),
  /**
   * Role in that account that the sender assumes; when absent, the sender uses its own permissions.
   */
  roleArn: z.optional(z.string().check(z.regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/))),
  /**
   * External id agreed with the role's owner, so that nobody else can make the pipeline assume the
   * role.
   */
  externalId: z.optional(z.string()),
  /** Endpoint of SES, such as a VPC endpoint; SES's public one when absent. */
  endpoint: z.optional(z.url()),
});

export type TenantSendingAccount = z.infer<typeof sendingAccountSchema>;
