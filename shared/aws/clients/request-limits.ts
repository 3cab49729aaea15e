/**
 * How long a request to a table, a queue or a bucket may take; ms. They answer in a few; one whose
 * answer never comes must not keep a batch until its run is over and leave every claim of it to the
 * settle time. The SDK tries again, which is safe: every write is idempotent.
 *
 * @see
 * https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-request-timeouts.html
 */
export const requestLimits = {
  connectionTimeout: 4_000,
  requestTimeout: 5_000,
  throwOnRequestTimeout: true,
} as const;
