import type { SendingAllowance } from './sending-allowance.ts';

/** Another sender on the same account, who sends evenly at a share of its rate. */
export interface ForeignSender {
  /** @param share - of the rate, 0 to 1; 0 ends it */
  readonly begin: (share: number, seconds: number, nowMs: number) => void;
  /** Takes the recipients that were due until now, at the times at which they were. */
  readonly catchUp: (limits: SendingLimits, nowMs: number) => void;
  /** Recipients it has sent to so far. */
  readonly recipients: () => number;
}

export interface SendingLimits {
  /** Recipients per second. */
  readonly maxSendRate: number;
  /** Recipients per rolling 24 hours; −1 is no limit. */
  readonly max24HourSend: number;
}

interface Sending {
  readonly share: number;
  readonly untilMs: number;
  readonly nextAtMs: number;
}

/**
 * A sender that does not send yet. It always gets its share of the rate; the quota holds for it
 * too.
 */
export const createForeignSender = (allowance: SendingAllowance): ForeignSender => {
  let sending: Sending | undefined;
  let recipients = 0;
  return {
    begin: (share, seconds, nowMs) => {
      sending = share > 0 ? { share, untilMs: nowMs + seconds * 1000, nextAtMs: nowMs } : undefined;
    },
    catchUp: ({ maxSendRate, max24HourSend }, nowMs) => {
      while (sending !== undefined && sending.nextAtMs <= Math.min(nowMs, sending.untilMs)) {
        const { nextAtMs, share } = sending;
        sending = { ...sending, nextAtMs: nextAtMs + 1000 / (maxSendRate * share) };
        if (allowance.forceOne(max24HourSend, nextAtMs)) recipients += 1;
      }
      if (sending !== undefined && nowMs > sending.untilMs) sending = undefined;
    },
    recipients: () => recipients,
  };
};
