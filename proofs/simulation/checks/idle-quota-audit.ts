import type { Lane } from '../../../shared/email/streams.ts';
import type { Report } from './violation.ts';

/** A queue of the sender, and the quota left for its mail. */
export interface LaneView {
  readonly lane: Lane;
  /** Messages that could be sent now, visible or hidden. */
  readonly due: readonly string[];
  /** Recipients left for this lane at SES. */
  readonly room: number;
}

export interface IdleQuotaAuditOptions {
  readonly now: () => number;
  readonly report: Report;
}

/**
 * Longest time that quota may stay unused; ms. Each time a run dies, its mail is hidden for the
 * visibility timeout of six minutes, and what the run had sent has to settle. Waiting for quota
 * takes a minute or two. Anything longer than all of these leaves free quota unused.
 */
const longestIdleMs = 60 * 60_000;

/** Finds quota that stays free while the same message waits for it. */
export const createIdleQuotaAudit = ({ now, report }: IdleQuotaAuditOptions) => {
  const waitingSinceMs = new Map<Lane, ReadonlyMap<string, number>>();
  return {
    /** SES has accepted a mail, or its refusals are not the pipeline's fault. */
    excuse: (): void => waitingSinceMs.clear(),

    /** Called every few minutes. */
    look: ({ lane, due, room }: LaneView, needed: number): void => {
      const before = waitingSinceMs.get(lane);
      const waiting = new Map(
        (room < needed ? [] : due).map((subject) => [subject, before?.get(subject) ?? now()]),
      );
      waitingSinceMs.set(lane, waiting);
      for (const [subject, sinceMs] of waiting) {
        if (now() - sinceMs <= longestIdleMs) continue;
        report(
          'quota',
          subject,
          `quota for ${room} recipients has been free for ${Math.round((now() - sinceMs) / 60_000)} minutes while it waits on the ${lane} queue`,
        );
        waiting.set(subject, now());
      }
    },
  };
};

export type IdleQuotaAudit = ReturnType<typeof createIdleQuotaAudit>;
