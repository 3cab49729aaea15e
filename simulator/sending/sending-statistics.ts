import { createCountsByTime } from './counts-by-time.ts';
import { createTally } from './tally.ts';

/** Statistics of calls and of accepted recipients. */
export interface SendingStatistics {
  readonly acceptedCalls: number;
  readonly acceptedRecipients: number;
  /** Calls refused because they were above the rate. */
  readonly throttled: number;
  /** Calls refused because they were above the daily quota. */
  readonly quotaRefused: number;
  readonly refusedByCode: Readonly<Record<string, number>>;
  /** Injected faults that happened, by name. */
  readonly faults: Readonly<Record<string, number>>;
  readonly firstAcceptedMs: number | null;
  readonly lastAcceptedMs: number | null;
  /**
   * Calls answered with success, by the application that the SDK's user agent names
   * (`AWS_SDK_UA_APP_ID`).
   */
  readonly acceptedByApp: Readonly<Record<string, number>>;
  /** Recipients in the last hour, per tenth of a second; `t` is its start, epoch milliseconds. */
  readonly per100ms: readonly {
    readonly t: number;
    readonly accepted: number;
    readonly throttled: number;
  }[];
}

/** Counts calls for the statistics. */
export interface SendingCounter {
  readonly countAccepted: (recipients: number, atMs: number) => void;
  readonly countRefused: (
    code: string,
    isRate: boolean,
    isQuota: boolean,
    recipients: number,
    atMs: number,
  ) => void;
  readonly countFault: (name: string) => void;
  readonly countApp: (name: string) => void;
  readonly statistics: () => SendingStatistics;
  readonly clear: () => void;
}

interface Counts {
  acceptedCalls: number;
  acceptedRecipients: number;
  throttled: number;
  quotaRefused: number;
  firstAcceptedMs: number | null;
  lastAcceptedMs: number | null;
}

export const createSendingCounter = (): SendingCounter => {
  const tenths = createCountsByTime(100, tenthsKept, () => ({ accepted: 0, throttled: 0 }));
  const refusedByCode = createTally();
  const faults = createTally();
  const apps = createTally();
  let counts = noCounts();

  return {
    countAccepted: (recipients, atMs) => {
      counts.acceptedCalls += 1;
      counts.acceptedRecipients += recipients;
      counts.firstAcceptedMs ??= atMs;
      counts.lastAcceptedMs = atMs;
      tenths.at(atMs).accepted += recipients;
    },
    countRefused: (code, isRate, isQuota, recipients, atMs) => {
      refusedByCode.add(code);
      if (isRate) {
        counts.throttled += 1;
        tenths.at(atMs).throttled += recipients;
      }
      if (isQuota) counts.quotaRefused += 1;
    },
    countFault: faults.add,
    countApp: apps.add,
    statistics: () => ({
      ...counts,
      acceptedByApp: Object.fromEntries(apps.counts()),
      refusedByCode: Object.fromEntries(refusedByCode.counts()),
      faults: Object.fromEntries(faults.counts()),
      per100ms: tenths.all().map(([t, tenth]) => ({ t, ...tenth })),
    }),
    clear: () => {
      for (const owner of [tenths, refusedByCode, faults, apps]) owner.clear();
      counts = noCounts();
    },
  };
};

const noCounts = (): Counts => ({
  acceptedCalls: 0,
  acceptedRecipients: 0,
  throttled: 0,
  quotaRefused: 0,
  firstAcceptedMs: null,
  lastAcceptedMs: null,
});

/** One hour. */
const tenthsKept = 36_000;
