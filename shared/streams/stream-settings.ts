import * as z from 'zod/mini';
import { lanes, unknownOutcomeRules } from '../email/streams.ts';

/** Form of the names of configuration sets and IP pools. */
const sesName = /^[A-Za-z0-9_-]{1,64}$/;

const named = (what: string) =>
  z
    .string('is no text')
    .check(z.regex(sesName, `is no name of ${what}; use 1 to 64 of A-Z a-z 0-9 _ -`));

const among = <const Values extends readonly string[]>(values: Values) =>
  z.enum(values, `is none of ${values.join(', ')}; use one of them`);

/** Settings of a stream, as the parameter `streams` takes them; docs/streams.md explains each. */
export const streamSettingsSchema = z.strictObject({
  lane: z.optional(among(lanes)),
  /** A set that exists already; absent: one of the stream's own, which the deployment makes. */
  configurationSet: z.optional(named('a configuration set')),
  tls: z.optional(among(['OPTIONAL', 'REQUIRE'])),
  /** Dedicated IP pool. */
  pool: z.optional(named('a dedicated IP pool')),
  track: z.optional(among(['none', 'opens', 'clicks', 'all'])),
  unsubscribe: z.optional(z.boolean('is neither true nor false; use one of them')),
  unknownOutcome: z.optional(among(unknownOutcomeRules)),
  /** Name for people, on the pages behind unsubscribe links. */
  title: z.optional(
    z
      .string('is no text')
      .check(z.regex(/^[^\p{C}]{1,60}$/u, 'has to be 1 to 60 characters; shorten it')),
  ),
});

export type StreamSettings = z.infer<typeof streamSettingsSchema>;
