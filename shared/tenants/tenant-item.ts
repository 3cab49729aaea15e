import * as z from 'zod/mini';
import { readItem, type UnreadableItem } from '../system/unreadable-item.ts';
import { credentialsSchema } from './credentials.ts';
import { pausesSchema } from './pauses.ts';
import { sendingAccountSchema } from './sending-account.ts';

/** The attributes of an item of the tenants table that concern sending. */
const tenantItemSchema = z.looseObject({
  tenantId: z.string(),
  ses: z.optional(sendingAccountSchema),
  /** Access keys of the account in `ses`, in use where that names no role. */
  credentials: z.optional(credentialsSchema),
  pauses: z.optional(pausesSchema),
  /** Read by who needs them, with `readTenantSettings`: few functions do. */
  settings: z.optional(z.unknown()),
  /** What only the configuration document says; not for sending. */
  provider: z.optional(z.unknown()),
  /** Name of a tenant of SES: https://docs.aws.amazon.com/ses/latest/dg/tenants.html */
  sesTenant: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/))),
});

export type TenantItem = z.infer<typeof tenantItemSchema>;

/** Name of an item of the tenants table in messages; the tenant id is its key. */
export const tenantItemName = ({ tenantId }: Readonly<Record<string, unknown>>): string =>
  `the item of tenant ${String(tenantId)} in the tenants table`;

/** Reads one item of the tenants table, or says what cannot be read. */
export const readTenantItem = (
  raw: Readonly<Record<string, unknown>>,
): TenantItem | UnreadableItem => readItem(tenantItemSchema, raw, tenantItemName(raw));
