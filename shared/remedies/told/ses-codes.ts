/** Codes for too many calls, or too many recipients, at a time. */
export const throttles = [
  'Throttling',
  'TooManyRequests',
  'RequestThrottled',
  'RequestLimitExceeded',
  'LimitExceeded',
];

/** API v2 has the same code for a paused account, configuration set and tenant. */
export const pauses = ['AccountSendingPaused', 'SendingPaused', 'AccountSuspended'];
