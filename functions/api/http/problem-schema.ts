import * as z from 'zod/mini';

/** A problem as it goes over the wire. RFC 9457 section 3 */
export const problemSchema = z.strictObject({
  type: z.string().check(z.describe('`urn:ses-pipeline:problem:<name>`')),
  title: z.string(),
  status: z.int(),
  detail: z.string().check(z.describe('What to do.')),
  errors: z.optional(z.array(z.string()).check(z.describe('Each fault with its place.'))),
});
