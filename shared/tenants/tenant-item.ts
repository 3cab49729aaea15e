import * as z from 'zod/mini';
import { pausesSchema } from './pauses.ts';
import { sendingAccountSchema } from './sending-account.ts';

/** One row of the tenants table, as far as sending goes. */
export const tenantItemSchema = z.looseObject({
  tenantId: z.string(),
  ses: z.optional(sendingAccountSchema),
  pauses: z.optional(pausesSchema),
});
