import type { Client } from './clients.ts';
import type { DoorLimits } from './limits.ts';
import { type Reply, replies } from './replies.ts';

export interface Slow {
  readonly reason: 'login' | 'data';
  readonly reply: Reply;
}

type TimeLimits = Pick<DoorLimits, 'loginMs' | 'mailMs' | 'slowAfterMs' | 'slowBytesPerSecond'>;

/**
 * Whether a client is too slow: it has not logged in in time, or its mail takes too long or comes
 * at too low a rate. Silence is not looked at here: each byte would end it.
 *
 * @returns undefined for a client that may go on
 */
export const slowness = (
  { key, acceptedMs, mail }: Client,
  { loginMs, mailMs, slowAfterMs, slowBytesPerSecond }: TimeLimits,
  nowMs: number,
): Slow | undefined => {
  if (key === undefined)
    return nowMs - acceptedMs > loginMs
      ? { reason: 'login', reply: replies.loginTimeout }
      : undefined;
  if (mail === undefined || mail.isReceived) return undefined;
  const lasted = nowMs - mail.startedMs;
  const least = ((lasted - slowAfterMs) / 1_000) * slowBytesPerSecond;
  return lasted > mailMs || mail.receivedBytes < least
    ? { reason: 'data', reply: replies.dataTimeout }
    : undefined;
};
