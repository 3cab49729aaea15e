import type { Lane } from '../../../shared/email/streams.ts';
import type { Report } from './violation.ts';

/** A queue of the sender, and what SES would still take of its mail. */
export interface LaneView {
  readonly lane: Lane;
  /** Messages that could go out now, seen or hidden. */
  readonly due: readonly string[];
  /** Recipients that SES has left for this lane. */
  readonly room: number;
}

export interface IdleQuotaAuditOptions {
  readonly now: () => number;
  readonly report: Report;
}

/**
 * Mail lies hidden for the visibility timeout of its queue, six minutes, each time that a run dies
 * with it, and what such a run had sent has to settle. Waiting for quota takes a minute or two.
 * Whatever takes longer than all of them leaves quota unused that is free.
 */
const longestIdleMs = 60 * 60_000;

/** Finds quota that stays free while one and the same message waits for it. */
export const createIdleQuotaAudit = ({ now, report }: IdleQuotaAuditOptions) => {
  const waitingSinceMs = new Map<Lane, ReadonlyMap<string, number>>();
  return {
    /** SES has taken a mail, or cannot be blamed for taking none. */
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
