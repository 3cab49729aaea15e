import { leanRequests } from '../clients/lean-requests.ts';

/** SES answers in 50 to 100 ms; after this long the outcome counts as unknown. */
const requestTimeoutMs = 10_000;
const connectionTimeoutMs = 3_000;

/**
 * Options of a client that sends each request once: SES has no idempotency token, and the SDK's own
 * retries after a reset would double the mail.
 */
export const sendingOptions = {
  ...leanRequests,
  maxAttempts: 1,
  cacheMiddleware: true,
  requestHandler: {
    connectionTimeout: connectionTimeoutMs,
    requestTimeout: requestTimeoutMs,
    throwOnRequestTimeout: true,
    httpsAgent: { maxSockets: 500, keepAlive: true },
    httpAgent: { maxSockets: 500, keepAlive: true },
  },
} as const;
