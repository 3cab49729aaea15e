import type { Stream } from '../email/streams.ts';
import type { SendQuota } from '../pacing/ports.ts';
import type { StoredWayOut } from './way-out-settings.ts';

/** In the place of an account id, in the key of the ledger and in the log. */
export const wayOutAccount = 'way-out';

/** Name of the way out of a stream, as of an account and a region: `way-out#transactional`. */
export const wayOutName = (stream: Stream): string => `${wayOutAccount}#${stream}`;

/**
 * Rate and quota of a way out, from its settings. Nobody but the ledger counts what was sent, so its
 * own counts of the last 24 hours are the ones that hold.
 */
export const quotaOfWayOut = ({
  ratePerSecond,
  perDay = Number.POSITIVE_INFINITY,
}: Pick<StoredWayOut, 'ratePerSecond' | 'perDay'>): SendQuota => ({
  maxPerSecond: ratePerSecond,
  max24Hours: perDay,
  sentLast24Hours: 0,
});
