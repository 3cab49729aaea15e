import type { EventType } from '../account/configuration-sets.ts';
import type { MailFacts } from '../events/events.ts';

/** Where one event of a mail stands. */
export interface RecordedEvent {
  readonly type: EventType;
  readonly recipients: readonly string[];
  /** Type and subtype, or reason. */
  readonly detail: string | undefined;
  readonly atMs: number;
  /** Topics it goes to; 0 when nobody listens. */
  readonly copies: number;
  readonly published: number;
  readonly isDropped: boolean;
}

/** A mail that was accepted. */
export interface ReceivedMessage {
  readonly facts: MailFacts;
  readonly mime: Buffer;
  readonly events: readonly RecordedEvent[];
}

/** What was asked of the simulator and what it did. */
export interface SendingStatistics {
  readonly acceptedCalls: number;
  readonly acceptedRecipients: number;
  /** Calls refused as above the rate. */
  readonly throttled: number;
  /** Calls refused as above the daily quota. */
  readonly quotaRefused: number;
  readonly refusedByCode: Readonly<Record<string, number>>;
  /** Faults that were asked for and happened, by name. */
  readonly faults: Readonly<Record<string, number>>;
  readonly firstAcceptedMs: number | null;
  readonly lastAcceptedMs: number | null;
  /** Calls that were answered with success, by the application that the SDK's user agent names (`AWS_SDK_UA_APP_ID`). */
  readonly acceptedByApp: Readonly<Record<string, number>>;
  /** Of the last hour; `t` is the start, epoch milliseconds; recipients. */
  readonly per100ms: readonly {
    readonly t: number;
    readonly accepted: number;
    readonly throttled: number;
  }[];
}

/** A quarter of an hour as GetSendStatistics gives it. */
export interface SendDataPoint {
  readonly timestampMs: number;
  readonly deliveryAttempts: number;
  readonly bounces: number;
  readonly complaints: number;
  readonly rejects: number;
}

/** A mail to one recipient that was accepted more than once. */
export interface RepeatedMail {
  readonly tenant: string;
  readonly message: string;
  readonly destination: string;
  /** How often it was accepted: 2 or more. */
  readonly copies: number;
}

/** The names of the tags by which repeated mail is recognised. */
export interface CopyTags {
  readonly message: string;
  readonly tenant: string;
}

export interface MailRecord {
  readonly accept: (facts: MailFacts, mime: Buffer) => void;
  readonly refuse: (
    code: string,
    isRate: boolean,
    isQuota: boolean,
    recipients: number,
    atMs: number,
  ) => void;
  readonly countFault: (name: string) => void;
  readonly countApp: (name: string) => void;
  /** @returns the handle with which to change it later */
  readonly addEvent: (
    messageId: string,
    event: RecordedEvent,
  ) => (changes: (event: RecordedEvent) => RecordedEvent) => void;
  readonly find: (messageId: string) => ReceivedMessage | undefined;
  /** Oldest first. */
  readonly messages: () => Iterable<ReceivedMessage>;
  readonly kept: () => number;
  readonly statistics: () => SendingStatistics;
  readonly dataPoints: () => readonly SendDataPoint[];
  /** Every acceptance as `[epoch ms, recipients]`, oldest first. */
  readonly accepted: () => readonly (readonly [number, number])[];
  readonly repeated: () => readonly RepeatedMail[];
  /** Forgets what arrived and what was counted; the account's rate and quota are not touched. */
  readonly clear: () => void;
}

interface Tenth {
  accepted: number;
  throttled: number;
}

interface Stored {
  readonly facts: MailFacts;
  readonly mime: Buffer;
  readonly events: RecordedEvent[];
}

const tenthsKept = 36_000;
const quarterMs = 15 * 60 * 1000;
const quartersKept = 14 * 24 * 4;

const tagValue = (facts: MailFacts, name: string): string | undefined =>
  facts.tags.find((tag) => tag.name === name)?.value;

const dropOldest = <Key>(map: Map<Key, unknown>, limit: number): void => {
  for (const key of map.keys()) {
    if (map.size <= limit) return;
    map.delete(key);
  }
};

interface Counts {
  acceptedCalls: number;
  acceptedRecipients: number;
  throttled: number;
  quotaRefused: number;
  firstAcceptedMs: number | null;
  lastAcceptedMs: number | null;
}

const noCounts = (): Counts => ({
  acceptedCalls: 0,
  acceptedRecipients: 0,
  throttled: 0,
  quotaRefused: 0,
  firstAcceptedMs: null,
  lastAcceptedMs: null,
});

/**
 * What arrived. Whole messages are kept up to a number, the oldest go first; the counts are of all.
 *
 * @param keepMessages - how many whole messages are kept
 */
export const createMailRecord = (keepMessages: number, copyTags: CopyTags): MailRecord => {
  const messages = new Map<string, Stored>();
  const tenths = new Map<number, Tenth>();
  const quarters = new Map<
    number,
    { deliveryAttempts: number; bounces: number; complaints: number; rejects: number }
  >();
  const refusedByCode = new Map<string, number>();
  const faults = new Map<string, number>();
  const copies = new Map<string, number>();
  const apps = new Map<string, number>();
  const acceptances: [number, number][] = [];
  let counts = noCounts();

  const tenthAt = (atMs: number): Tenth => {
    const start = Math.floor(atMs / 100) * 100;
    const tenth = tenths.get(start) ?? { accepted: 0, throttled: 0 };
    if (!tenths.has(start)) {
      tenths.set(start, tenth);
      dropOldest(tenths, tenthsKept);
    }
    return tenth;
  };

  const quarterAt = (atMs: number) => {
    const start = Math.floor(atMs / quarterMs) * quarterMs;
    const quarter = quarters.get(start) ?? {
      deliveryAttempts: 0,
      bounces: 0,
      complaints: 0,
      rejects: 0,
    };
    if (!quarters.has(start)) {
      quarters.set(start, quarter);
      dropOldest(quarters, quartersKept);
    }
    return quarter;
  };

  const countCopies = (facts: MailFacts): void => {
    const message = tagValue(facts, copyTags.message);
    if (message === undefined) return;
    const tenant = tagValue(facts, copyTags.tenant) ?? '';
    for (const destination of facts.destinations) {
      const key = `${tenant}\n${message}\n${destination.toLowerCase()}`;
      copies.set(key, (copies.get(key) ?? 0) + 1);
    }
  };

  const countEvent = (event: RecordedEvent): void => {
    const quarter = quarterAt(event.atMs);
    if (event.type === 'bounce') quarter.bounces += event.recipients.length;
    if (event.type === 'complaint') quarter.complaints += event.recipients.length;
    if (event.type === 'reject') quarter.rejects += 1;
  };

  return {
    accept: (facts, mime) => {
      const recipients = facts.destinations.length;
      counts.acceptedCalls += 1;
      counts.acceptedRecipients += recipients;
      counts.firstAcceptedMs ??= facts.acceptedAtMs;
      counts.lastAcceptedMs = facts.acceptedAtMs;
      tenthAt(facts.acceptedAtMs).accepted += recipients;
      quarterAt(facts.acceptedAtMs).deliveryAttempts += recipients;
      acceptances.push([facts.acceptedAtMs, recipients]);
      countCopies(facts);
      messages.set(facts.messageId, { facts, mime, events: [] });
      dropOldest(messages, keepMessages);
    },
    refuse: (code, isRate, isQuota, recipients, atMs) => {
      refusedByCode.set(code, (refusedByCode.get(code) ?? 0) + 1);
      if (isRate) {
        counts.throttled += 1;
        tenthAt(atMs).throttled += recipients;
      }
      if (isQuota) counts.quotaRefused += 1;
    },
    countFault: (name) => void faults.set(name, (faults.get(name) ?? 0) + 1),
    countApp: (name) => void apps.set(name, (apps.get(name) ?? 0) + 1),
    addEvent: (messageId, event) => {
      countEvent(event);
      const events = messages.get(messageId)?.events;
      const index = (events?.push(event) ?? 0) - 1;
      return (change) => {
        const current = events?.[index];
        if (events !== undefined && current !== undefined) events[index] = change(current);
      };
    },
    find: (messageId) => messages.get(messageId),
    messages: () => messages.values(),
    kept: () => messages.size,
    statistics: () => ({
      ...counts,
      acceptedByApp: Object.fromEntries(apps),
      refusedByCode: Object.fromEntries(refusedByCode),
      faults: Object.fromEntries(faults),
      per100ms: [...tenths].map(([t, tenth]) => ({ t, ...tenth })),
    }),
    dataPoints: () => [...quarters].map(([timestampMs, quarter]) => ({ timestampMs, ...quarter })),
    accepted: () => acceptances,
    repeated: () =>
      [...copies]
        .filter(([, count]) => count > 1)
        .map(([key, count]) => {
          const [tenant = '', message = '', destination = ''] = key.split('\n');
          return { tenant, message, destination, copies: count };
        }),
    clear: () => {
      for (const map of [messages, tenths, refusedByCode, faults, copies, apps]) map.clear();
      acceptances.length = 0;
      counts = noCounts();
    },
  };
};
