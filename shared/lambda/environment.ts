import * as z from 'zod/mini';
import { largestMailMb, megabyte } from '../email/largest-mail.ts';

/** A required variable; not empty. */
export const text = z.string().check(z.minLength(1));

/** A required variable; empty where the deployment has no such thing. */
export const textOrNone = z.string();

/** A number of seconds; may have a fraction. */
export const seconds = z.pipe(z.string().check(z.regex(/^\d+(\.\d+)?$/)), z.transform(Number));

/** A whole number, 1 to 999,999. */
export const integer = z.pipe(z.string().check(z.regex(/^[1-9]\d{0,5}$/)), z.transform(Number));

/** Bytes of the largest mail; the variable holds MB. */
export const megabytes = z.pipe(
  integer,
  z.pipe(
    z.number().check(z.gte(largestMailMb.least), z.lte(largestMailMb.most)),
    z.transform((count: number) => count * megabyte),
  ),
);

/** An hour of the day, 0 to 23. */
export const hour = z.pipe(z.string().check(z.regex(/^(\d|1\d|2[0-3])$/)), z.transform(Number));

/** A percentage above 0, up to 100. */
export const percent = z.pipe(
  z.string().check(z.regex(/^(\d{1,2}(\.\d+)?|100)$/)),
  z.pipe(z.transform(Number), z.number().check(z.gt(0))),
);

/** `true` or `false`. */
export const flag = z.pipe(
  z.enum(['true', 'false']),
  z.transform((value) => value === 'true'),
);

/** Variables are missing or malformed. The message names all of them, and no value. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/**
 * Parses the variables that a function needs, all at once.
 *
 * @throws EnvironmentError that names every missing or malformed variable
 */
export const parseEnvironment = <Schema extends z.ZodMiniObject>(
  schema: Schema,
  source: Readonly<Record<string, string | undefined>>,
): z.output<Schema> => {
  const parsed = z.safeParse(schema, source);
  if (parsed.success) return parsed.data;
  const wrong = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))];
  throw new EnvironmentError(
    `These environment variables are missing or malformed: ${wrong.join(', ')}. serverless.yml sets them for each function.`,
  );
};

/** {@link parseEnvironment} on the variables of this process. */
export const readEnvironment = <Schema extends z.ZodMiniObject>(schema: Schema): z.output<Schema> =>
  parseEnvironment(schema, process.env);

/**
 * Whether Lambda started this container ahead of need (provisioned concurrency), so that no
 * invocation waits for its initialization.
 */
export const isStartedAhead = (): boolean =>
  process.env.AWS_LAMBDA_INITIALIZATION_TYPE === 'provisioned-concurrency';

/** Whether Powertools' own switch disables metrics, as tests do to keep their output clean. */
export const areMetricsOff = (): boolean => process.env.POWERTOOLS_METRICS_DISABLED === 'true';
