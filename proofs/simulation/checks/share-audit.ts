import { shareOf } from '../../../shared/budgets/share.ts';
import { minIntervalFor } from '../../../shared/pacing/ses-bucket.ts';
import type { Report } from './violation.ts';

/** A tenant's share of an account's rate. */
export interface WatchedShare {
  readonly tenantId: string;
  readonly rateShare: number;
  readonly ratePerSecond: number;
}

/** A mail that left for SES. */
export interface SharedDeparture {
  readonly subject: string;
  readonly recipients: number;
  readonly atMs: number;
  /** Since when its run had it; epoch ms. */
  readonly runStartedMs: number;
}

/**
 * From when on mail counts as waiting, after its run began; ms. It is looked up first, and others may
 * have taken a block of a second before it asked for slots.
 */
const askedAfterMs = 1_500;
/** By how much mail may be charged later than its run began, because its batch is looked up first; ms. */
const chargedWithinMs = 5_000;

/**
 * Checks that a tenant with a share has no more than that of the rate, and its burst, in any time in
 * which mail of tenants without a share waited in a run.
 */
export const createShareAudit = ({ report }: { readonly report: Report }) => {
  const shares = new Map<string, WatchedShare>();
  const departures: SharedDeparture[] = [];
  return {
    watch: (share: WatchedShare): void => void shares.set(share.tenantId, share),
    depart: (departure: SharedDeparture): void => {
      if (shares.size > 0) departures.push(departure);
    },
    close: (): void => {
      const others = departures.filter((one) => !shares.has(tenantOf(one)));
      for (const share of shares.values()) {
        const own = departures.filter((one) => tenantOf(one) === share.tenantId);
        for (const some of duringWaits(own, others)) checkStretch(share, some, report);
      }
    },
  };
};

const tenantOf = ({ subject }: SharedDeparture): string => subject.slice(0, subject.indexOf('#'));

/** A tenant's departures, by the stretches of time in which mail of others waited. */
const duringWaits = (
  own: readonly SharedDeparture[],
  others: readonly SharedDeparture[],
): readonly (readonly SharedDeparture[])[] => {
  const waits = others
    .map(({ runStartedMs, atMs }) => ({ fromMs: runStartedMs + askedAfterMs, untilMs: atMs }))
    .filter(({ fromMs, untilMs }) => fromMs < untilMs)
    .toSorted((one, other) => one.fromMs - other.fromMs);
  const stretches: { readonly fromMs: number; untilMs: number }[] = [];
  for (const wait of waits) {
    const last = stretches.at(-1);
    if (last === undefined || wait.fromMs > last.untilMs) stretches.push({ ...wait });
    else last.untilMs = Math.max(last.untilMs, wait.untilMs);
  }
  return stretches.map(({ fromMs, untilMs }) =>
    own.filter(({ atMs }) => atMs >= fromMs && atMs <= untilMs),
  );
};

/**
 * Checks each time within a stretch, going by when the mail was charged, because mail within its
 * share may leave much later. The largest message does not count: the last only has to be due, and
 * those of one batch come in any order.
 */
const checkStretch = (
  { tenantId, rateShare, ratePerSecond }: WatchedShare,
  some: readonly SharedDeparture[],
  report: Report,
): void => {
  const share = shareOf({ budget: { rateShare } }, 'transactional', minIntervalFor(ratePerSecond));
  if (share === undefined) return;
  const charged = some.toSorted((one, other) => one.runStartedMs - other.runStartedMs);
  for (const [first, { runStartedMs: fromMs }] of charged.entries()) {
    const sizes = new Map<string, number>();
    let sum = 0;
    for (const { subject, recipients, runStartedMs } of charged.slice(first)) {
      sizes.set(subject, (sizes.get(subject) ?? 0) + recipients);
      sum += recipients;
      const allowedMs = runStartedMs - fromMs + share.aheadMs + chargedWithinMs;
      const others = sum - Math.max(...sizes.values());
      if (others * share.intervalMs <= allowedMs) continue;
      const seconds = Math.round((runStartedMs - fromMs) / 1000);
      report(
        'share',
        subject,
        `over ${others} recipients of ${tenantId} in ${seconds} s while others wait, with a share of ${rateShare} of ${ratePerSecond} a second`,
      );
      return;
    }
  }
};

export type ShareAudit = ReturnType<typeof createShareAudit>;
