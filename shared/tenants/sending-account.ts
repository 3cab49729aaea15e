import * as z from 'zod/mini';

/**
 * The SES account that a tenant brings, as its item of the tenants table says it.
 *
 * Its mail goes out through this account at this account's rate and quota, which the pipeline reads
 * from it as from its own.
 */
export const sendingAccountSchema = z.object({
  /** AWS account id; names the send ledger together with the region. */
  account: z.string().check(z.regex(/^\d{12}$/)),
  region: z.string().check(z.regex(/^[a-z]{2}(-[a-z]+)+-\d$/)),
  /** Role in that account that the sender takes on; the sender's own rights where it is absent. */
  roleArn: z.optional(z.string().check(z.regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/))),
  /**
   * Secret shared with the owner of the role, so that nobody else can make the pipeline take it on.
   */
  externalId: z.optional(z.string()),
  /** SES under another address, like a VPC endpoint. */
  endpoint: z.optional(z.url()),
});

export type TenantSendingAccount = z.infer<typeof sendingAccountSchema>;
