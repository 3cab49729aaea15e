import type { AccountReading } from '../../shared/pacing/ports.ts';
import type { SesStoppedChange } from '../../shared/way-out/ports.ts';
import type { WaysOut } from '../../shared/way-out/way-out-settings.ts';

/**
 * Least time for which mail goes by its way out once SES takes none; ms. As long as the sender waits
 * after a refusal of the account. So an account whose state flickers does not send mail to and fro.
 */
const leastStopMs = 300_000;

/**
 * Plans whether it is to be noted that SES takes no mail of the account, or takes mail again. SES
 * says so by a flag, by a send rate of 0, or by its enforcement status.
 *
 * @param known - what is noted so far
 * @returns undefined when nothing changes
 */
export const planSesStopped = (
  { isPaused, maxPerSecond, enforcementStatus }: AccountReading,
  known: WaysOut['sesStopped'],
  { hasWayOut, nowMs }: { readonly hasWayOut: boolean; readonly nowMs: number },
): SesStoppedChange | undefined => {
  const isShutDown = enforcementStatus === 'SHUTDOWN';
  const takesNone = isPaused || maxPerSecond <= 0 || isShutDown;
  if (known === undefined) {
    if (!takesNone || !hasWayOut) return undefined;
    const why = isShutDown ? 'SES has shut the account down' : 'sending is paused at SES';
    return { kind: 'begin', since: nowMs, why };
  }
  const isOver = !takesNone && nowMs >= known.since + leastStopMs;
  return isOver || !hasWayOut ? { kind: 'end', since: known.since } : undefined;
};
