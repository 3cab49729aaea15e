import * as z from 'zod/mini';

/** A variable that has to be there. */
export const text = z.string().check(z.minLength(1));

/** A variable that holds a number of seconds. */
export const seconds = z.pipe(z.string().check(z.regex(/^\d+(\.\d+)?$/)), z.transform(Number));

/** A variable that holds a whole number from 1. */
export const integer = z.pipe(z.string().check(z.regex(/^[1-9]\d{0,5}$/)), z.transform(Number));

/** A variable that holds an hour of the day, 0 to 23. */
export const hour = z.pipe(z.string().check(z.regex(/^(\d|1\d|2[0-3])$/)), z.transform(Number));

/** A variable that holds a percentage above 0. */
export const percent = z.pipe(
  z.string().check(z.regex(/^(\d{1,2}(\.\d+)?|100)$/)),
  z.pipe(z.transform(Number), z.number().check(z.gt(0))),
);

/** A variable that is true or false. */
export const flag = z.pipe(
  z.enum(['true', 'false']),
  z.transform((value) => value === 'true'),
);

/** Variables are missing or malformed; the message names all of them, and no value. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/**
 * Reads the variables a function needs, all at once.
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

/** The same, of the process the function runs in. */
export const readEnvironment = <Schema extends z.ZodMiniObject>(schema: Schema): z.output<Schema> =>
  parseEnvironment(schema, process.env);

/**
 * Lambda started this container ahead of need, so that nobody waits for what it does before its
 * first invocation.
 */
export const isStartedAhead = (): boolean =>
  process.env.AWS_LAMBDA_INITIALIZATION_TYPE === 'provisioned-concurrency';

/** Powertools' own switch, by which tests keep metrics off their output. */
export const areMetricsOff = (): boolean => process.env.POWERTOOLS_METRICS_DISABLED === 'true';
