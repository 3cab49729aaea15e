import * as z from 'zod/mini';
import { canonicalAddress } from '../../../shared/email/address.ts';

/** A time as the API writes it. */
export const time = z.iso.datetime().check(z.meta({ description: 'UTC, ISO 8601.' }));

/** Where a list goes on; only ever what an earlier answer gave in `next`. */
export const cursor = z
  .string()
  .check(
    z.regex(/^[A-Za-z0-9_-]{1,1024}$/, 'is no cursor; take it from next of the page before'),
    z.describe('`next` of the page before.'),
  );

/** Entries of a page, as a query writes a number; 100 where it writes none. */
export const pageLimit = z._default(
  z.pipe(
    z
      .string()
      .check(
        z.regex(/^(?:[1-9]\d{0,2}|1000)$/, 'must be a whole number from 1 to 1000'),
        z.describe('Entries of a page, 1 to 1000.'),
      ),
    z.transform(Number),
  ),
  100,
);

/** The answer to work of which only so much is done at once. */
export const busyAnswer = {
  429: {
    description: 'Too much of it is under way; `Retry-After` says when to come again.',
    schema: z.unknown(),
  },
} as const;

/** Answer of an operation that has nothing to tell but that it is done. */
export const nothingMore = z.strictObject({ success: z.literal(true) });

export const reason = z.string().check(
  z.minLength(1, 'is empty; say why'),
  z.maxLength(200, 'has more than 200 characters; shorten it'),
  z.refine((text) => !text.includes('@'), 'is shown in logs and metrics; name no address in it'),
  z.describe('One sentence for people; it is shown in logs, so no address.'),
);

/** An address in a path or a body, in the form of the tables' keys. */
export const emailAddress = z.pipe(
  z.string().check(
    z.maxLength(320, 'is too long for an address; write name@domain'),
    z.refine(
      (text) => canonicalAddress(text) !== undefined,
      'is no e-mail address; write name@domain',
    ),
    z.meta({ format: 'email' }),
  ),
  z.transform((text) => canonicalAddress(text) ?? text),
);
