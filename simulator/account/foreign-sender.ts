import type { SendingAllowance } from './sending-allowance.ts';

/** Another sender on the same account, which sends evenly at a share of the rate. */
export interface ForeignSender {
  /** @param share - share of the rate, 0 to 1; 0 stops the sender */
  readonly begin: (share: number, seconds: number, nowMs: number) => void;
  /** Counts the recipients that were due until now, each at its own time. */
  readonly catchUp: (limits: SendingLimits, nowMs: number) => void;
  /** Number of recipients so far. */
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
 * Creates a sender that does not send yet. It always gets its share of the rate; the quota applies
 * to it, too.
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
