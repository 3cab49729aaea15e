import {
  findResends,
  type MailFactsReader,
  statusReader,
} from '../../cli/commands/messages/mail-facts.ts';
import { basicStreams } from '../../shared/email/streams.ts';
import type { MailFacts } from '../../shared/following/mail-facts.ts';
import { known, type PathFacts } from '../../shared/following/path-facts.ts';
import type { MessageKey } from '../../shared/messages/ports.ts';
import { fullMargin } from '../../shared/pacing/margin.ts';

type Item = Readonly<Record<string, unknown>>;

/** A way to SES on which nothing stands; everything may be changed. */
export const openPath = (nowMs: number, changes: Partial<PathFacts> = {}): PathFacts => ({
  tenantId: 'acme',
  stream: 'transactional',
  lane: 'transactional',
  pauses: known([]),
  hasOwnAccount: known(false),
  sesStopped: known(undefined),
  wayOut: known(undefined),
  budget: known({
    use: { day: 0, dayUsed: 0, month: 0, monthUsed: 0, tatMs: 0, held: undefined },
    limits: { perDay: Number.POSITIVE_INFINITY, perMonth: Number.POSITIVE_INFINITY },
  }),
  ledger: known({
    ...{ tatMs: nowMs, intervalMs: 71, minIntervalMs: 71, quota: 50_000, unconfirmed: 0 },
    ...{ max24Hours: 50_000, syncedAtMs: nowMs, busyUntilMs: 0, adjustedAtMs: 0 },
    ...{ margin: fullMargin, sentByHour: new Map(), sentByPeriod: new Map(), stoppedLanes: [] },
  }),
  queued: known(3),
  ...changes,
});

/** What is known of mails, from raw items of the messages table; everything else may be given. */
export const fakeMailFacts = (
  nowMs: number,
  findItems: (keys: readonly MessageKey[]) => Promise<readonly Item[]>,
  changes: Partial<Pick<MailFacts, 'progress' | 'held' | 'suppressions' | 'path'>> = {},
): MailFactsReader & { readonly now: () => number } => {
  const path = changes.path ?? openPath(nowMs);
  return {
    now: () => nowMs,
    ...statusReader(findItems, async () => basicStreams),
    readResends: (status) => findResends(findItems, status),
    readPath: async () => path,
    readFacts: async (key, status) => ({
      ...{ key, status, progress: undefined, held: known([]), suppressions: known([]) },
      ...changes,
      path,
    }),
  };
};
