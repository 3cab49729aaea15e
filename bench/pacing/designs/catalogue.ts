import { fileURLToPath } from 'node:url';

/** A way to keep SES's rate that a user could choose in place of the pipeline. */
export interface Design {
  readonly name: string;
  /** Whether its workers need `BENCH_REDIS_URL`. */
  readonly needsRedis: boolean;
  /** Absolute path of the program of a worker. */
  readonly program: string;
}

const design = (name: string, { needsRedis }: { readonly needsRedis: boolean }): Design => ({
  name,
  needsRedis,
  program: fileURLToPath(new URL(`${name}.ts`, import.meta.url)),
});

/** All designs, in the order of the README beside this file. */
export const designs: readonly Design[] = [
  design('sdk-retries', { needsRedis: false }),
  design('sdk-adaptive', { needsRedis: false }),
  design('p-throttle', { needsRedis: false }),
  design('fixed-share', { needsRedis: false }),
  design('bullmq-limiter', { needsRedis: true }),
  design('bullmq-concurrency', { needsRedis: true }),
  design('dynamo-counter', { needsRedis: false }),
  design('sdk-ceiling', { needsRedis: false }),
];
