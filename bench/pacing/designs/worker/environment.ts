import * as z from 'zod/mini';

const positive = z.coerce.number().check(z.positive());
const count = z.coerce.number().check(z.int(), z.positive());
const url = z.string().check(z.startsWith('http'));

const environmentShape = z.object({
  AWS_REGION: z._default(z.string(), 'us-east-1'),
  BENCH_SES_ENDPOINT: url,
  BENCH_SQS_ENDPOINT: url,
  BENCH_QUEUE_URL: url,
  BENCH_DYNAMODB_ENDPOINT: url,
  BENCH_TABLE: z.string(),
  BENCH_REDIS_URL: z.optional(z.string()),
  BENCH_RATE: positive,
  BENCH_CONTAINERS: count,
  BENCH_INDEX: z.coerce.number().check(z.int(), z.nonnegative()),
  BENCH_BATCH: count,
});

/** Settings that the bench passes to one worker of a design. */
export interface WorkerEnvironment {
  readonly region: string;
  readonly sesEndpoint: string;
  readonly sqsEndpoint: string;
  readonly queueUrl: string;
  readonly dynamodbEndpoint: string;
  /** An empty table whose hash key is the string `pk`. */
  readonly table: string;
  readonly redisUrl: string | undefined;
  /**
   * Recipients per second that the account has when the run begins; a design that is configured by
   * hand never learns another.
   */
  readonly rate: number;
  /** Number of workers. */
  readonly containers: number;
  /** Index of this worker, from 0. */
  readonly index: number;
  /** Maximum messages per batch. */
  readonly batch: number;
}

/**
 * Reads the variables `BENCH_*` and `AWS_REGION`.
 *
 * @throws Error that names every variable which is missing or wrong
 */
export const readEnvironment = (
  variables: Readonly<Record<string, string | undefined>> = process.env,
): WorkerEnvironment => {
  const parsed = environmentShape.safeParse(variables);
  if (!parsed.success) {
    const names = new Set(parsed.error.issues.map(({ path }) => path.join('.')));
    throw new Error(
      `Missing or wrong: ${[...names].join(', ')}. A design is started by the bench.`,
    );
  }
  const read = parsed.data;
  return {
    region: read.AWS_REGION,
    sesEndpoint: read.BENCH_SES_ENDPOINT,
    sqsEndpoint: read.BENCH_SQS_ENDPOINT,
    queueUrl: read.BENCH_QUEUE_URL,
    dynamodbEndpoint: read.BENCH_DYNAMODB_ENDPOINT,
    table: read.BENCH_TABLE,
    redisUrl: read.BENCH_REDIS_URL,
    rate: read.BENCH_RATE,
    containers: read.BENCH_CONTAINERS,
    index: read.BENCH_INDEX,
    batch: read.BENCH_BATCH,
  };
};
