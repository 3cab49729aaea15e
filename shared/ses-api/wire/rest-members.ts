import * as z from 'zod';
import { wireLimits } from './wire-limits.ts';

// Member types of a v2 call, in its JSON body, path or query.

export const text = z.string();

/** A text that may not be empty. */
export const name = text.min(1);

export const list = <Item extends z.ZodType>(item: Item) =>
  z.array(item).max(wireLimits.listMembers);

/** A number of items; in the URL a number is text. */
const size = z
  .union([
    z.int(),
    z
      .string()
      .regex(/^-?\d{1,9}$/)
      .transform(Number),
  ])
  .pipe(z.int().min(1).max(1000));

/** Epoch seconds; in bodies. */
export const seconds = z.number();

/** ISO 8601; in the URL. */
export const time = z.iso.datetime({ offset: true });

export const blob = z.string().transform((value) => Buffer.from(value, 'base64'));

export const enabled = z.enum(['ENABLED', 'DISABLED']);

export const reasons = list(z.enum(['BOUNCE', 'COMPLAINT']));

export const scope = z.enum(['ACCOUNT', 'TENANT']);

/** Tags of a resource. */
export const resourceTags = z
  .array(z.object({ Key: text.min(1).max(128), Value: text.max(256) }))
  .max(50)
  .default([]);

export const page = { NextToken: text.optional(), PageSize: size.optional() };

export const filter = z.record(text, name).optional();

export const threshold = z.object({
  ConditionThresholdEnabled: enabled,
  OverallConfidenceThreshold: z
    .object({ ConfidenceVerdictThreshold: z.enum(['MEDIUM', 'HIGH', 'MANAGED']) })
    .optional(),
});
