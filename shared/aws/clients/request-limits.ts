/**
 * Time limits of a request to a table, a queue or a bucket; ms. Answers usually take a few. A lost
 * answer must not occupy a batch until its run ends, because every claim would then wait for the
 * settle time. The SDK's retries are safe, because every write is idempotent.
 *
 * @see
 * https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-request-timeouts.html
 */
export const requestLimits = {
  connectionTimeout: 4_000,
  requestTimeout: 5_000,
  throwOnRequestTimeout: true,
} as const;
