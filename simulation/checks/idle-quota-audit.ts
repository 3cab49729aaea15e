import type { Lane } from '../../shared/email/streams.ts';
import type { Report } from './violation.ts';

/** A queue of the sender, and what SES would still take of its mail. */
export interface LaneView {
  readonly lane: Lane;
  /** Messages that could go out now, seen or hidden. */
  readonly due: number;
  /** Recipients that SES has left for this lane. */
  readonly room: number;
}

export interface IdleQuotaAuditOptions {
  readonly now: () => number;
  readonly report: Report;
}

/**
 * Mail lies hidden for the visibility timeout of its queue, six minutes, each time that a run dies with it, and what such a run had sent has to settle.
 * Waiting for quota takes a minute or two. Whatever takes longer than all of them leaves quota unused that is free.
 */
const longestIdleMs = 60 * 60_000;

/** Finds quota that stays free while mail waits for it. */
export const createIdleQuotaAudit = ({ now, report }: IdleQuotaAuditOptions) => {
  const idleSinceMs = new Map<Lane, number>();
  return {
    /** SES has taken a mail, or cannot be blamed for taking none. */
    excuse: (): void => idleSinceMs.clear(),

    /** Called every few minutes. */
    look: ({ lane, due, room }: LaneView, needed: number): void => {
      if (due === 0 || room < needed) {
        idleSinceMs.delete(lane);
        return;
      }
      const sinceMs = idleSinceMs.get(lane) ?? now();
      idleSinceMs.set(lane, sinceMs);
      if (now() - sinceMs <= longestIdleMs) return;
      report(
        'quota',
        undefined,
        `quota for ${room} recipients has been free for ${Math.round((now() - sinceMs) / 60_000)} minutes while ${due} messages of the ${lane} queue wait`,
      );
      idleSinceMs.set(lane, now());
    },
  };
};
