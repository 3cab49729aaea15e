import * as z from 'zod/mini';
import { streamForm } from '../email/streams.ts';
import type { SecretContext } from '../secrets/ports.ts';
import { sealedSecretSchema } from '../secrets/sealed-secret.ts';
import { smtpSecurities } from '../smtp/ports.ts';
import { readItem, type UnreadableItem } from '../system/unreadable-item.ts';
import { tenantItemName } from '../tenants/tenant-item.ts';

/**
 * When mail of a stream goes by its way out.
 *
 * - `auto`: when SES refuses it because the account is paused or shut down, or the identity of its
 * sender is not verified.
 * - `use`: all of it, by an operator's word.
 * - `stop`: never, by an operator's word.
 */
const wayOutModes = ['auto', 'use', 'stop'] as const;

export type WayOutMode = (typeof wayOutModes)[number];

/** Context under which the password of a way out is sealed. */
export const contextOfPassword: SecretContext = { tenant: '*', purpose: 'smtp-password' };

/** A back-up SMTP provider of one stream, as it is stored. */
const wayOutSchema = z.object({
  host: z.string().check(z.minLength(1), z.maxLength(253)),
  port: z.number().check(z.minimum(1), z.maximum(65_535)),
  security: z.enum(smtpSecurities),
  user: z.optional(z.string()),
  /** Sealed. */
  password: z.optional(sealedSecretSchema),
  /** Address that its mail is from. */
  from: z.string().check(z.regex(/^[^\s<>@]+@[^\s<>@]+$/)),
  /** Recipients a second. */
  ratePerSecond: z.number().check(z.minimum(0.001), z.maximum(1_000)),
  /** Most recipients in any 24 hours; absent: no limit. */
  perDay: z.optional(z.number().check(z.minimum(1))),
  mode: z.enum(wayOutModes),
  /** Since when it has this mode; epoch ms. */
  since: z.number(),
  /** Reason that the operator gave. */
  why: z.optional(z.string()),
});

export type StoredWayOut = z.infer<typeof wayOutSchema>;

/** Attributes of the item `*` in the tenants table. */
const waysOutSchema = z.object({
  waysOut: z.optional(z.record(z.string().check(z.regex(streamForm)), wayOutSchema)),
  /** Number of times that `waysOut` was written: an optimistic lock. */
  waysOutVersion: z.optional(z.number()),
  /** SES takes no mail of the pipeline's account; refresh-quota writes it. */
  sesStopped: z.optional(z.object({ since: z.number(), why: z.string() })),
});

/** The ways out of a deployment, by stream, and what SES last said of the account. */
export type WaysOut = z.infer<typeof waysOutSchema>;

/** Reads the ways out of the item `*`, or says what cannot be read. */
export const readWaysOut = (item: Readonly<Record<string, unknown>>): WaysOut | UnreadableItem =>
  readItem(waysOutSchema, item, tenantItemName(item));
