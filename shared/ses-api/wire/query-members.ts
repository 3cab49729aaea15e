import * as z from 'zod';
import { wireLimits } from './wire-limits.ts';

// Member types of a v1 call. In the form every value is text.

export const text = z.string();

export const flag = z
  .string()
  .refine((value) => /^(?:true|false)$/i.test(value), { error: 'true or false' })
  .transform((value) => value.toLowerCase() === 'true');

export const whole = z
  .string()
  .refine((value) => /^-?\d{1,9}$/.test(value), { error: 'a whole number' })
  .transform(Number);

export const blob = z.string().transform((value) => Buffer.from(value, 'base64'));

/** A list; SDKs write one without members as an empty value. */
export const list = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((value) => (value === '' ? [] : value), z.array(item).max(wireLimits.listMembers));

export const destination = z.object({
  ToAddresses: list(text).default([]),
  CcAddresses: list(text).default([]),
  BccAddresses: list(text).default([]),
});

/** SES has its own error text for a tag without name or value, so both may be absent here. */
export const tags = list(z.object({ Name: text.default(''), Value: text.default('') })).default([]);

export const templateData = text.max(262_144);
