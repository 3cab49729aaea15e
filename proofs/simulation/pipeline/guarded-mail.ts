import { guardReputation } from '../../../functions/guard-reputation/guard-reputation.ts';
import { reputationTable } from '../../../shared/aws/reputation/reputation-table.ts';
import { tenantPauses } from '../../../shared/aws/tenants/tenant-pauses.ts';
import { basicStreams } from '../../../shared/email/streams.ts';
import type { ReputationFact } from '../../../shared/reputation/reputation-fact.ts';
import { defaultThresholds } from '../../../shared/reputation/thresholds.ts';
import { wholeTenant } from '../../../shared/tenants/pauses.ts';
import { everyTenant } from '../../../shared/tenants/resumes.ts';
import { createDatabase } from '../models/dynamodb/database.ts';
import { directDocuments } from '../models/dynamodb/documents.ts';
import { tableShapes } from './tables.ts';
import type { World } from './world.ts';

/** Mail that the guard judges, and the people who pause and resume it. */
export interface GuardedMail {
  readonly pausedBy: () => Promise<string | undefined>;
  readonly pause: () => Promise<void>;
  readonly resume: () => Promise<void>;
  /** Sends mails that are not paused, so many of which bounce at once. */
  readonly send: (mails: number, bounces: number) => Promise<void>;
  readonly judge: () => Promise<void>;
}

const tenantId = 'guarded';
const stream = 'marketing';
const why = 'a drill';

/**
 * guard-reputation as deployed, over tables of its own: its counting, judging, pausing and resuming.
 *
 * @param whose - mail of one tenant, which people pause as a whole; or of a new tenant each time, so
 * that only the account can be bad
 */
export const createGuardedMail = (
  { timeline, journal, audits: { guard }, mutationPoints }: World,
  whose: 'tenant' | 'account',
): GuardedMail => {
  const documents = directDocuments(createDatabase(tableShapes));
  const book = reputationTable(documents, 'reputation', timeline.now);
  const pauses = mutationPoints.pauses(tenantPauses(documents, 'tenants'));
  const id = whose === 'account' ? everyTenant : tenantId;
  let mailings = 0;

  const pausesNow = async () => {
    const mine = (await pauses.list()).find((tenant) => tenant.tenantId === id)?.pauses;
    return { whole: mine?.get(wholeTenant)?.by, ofStream: mine?.get(stream)?.by };
  };
  const pausedBy = async (): Promise<string | undefined> => {
    const { whole, ofStream } = await pausesNow();
    return whole ?? ofStream;
  };

  return {
    pausedBy,
    pause: async () => {
      journal.note(undefined, `an operator pauses ${id} for a drill`);
      await pauses.pause(id, wholeTenant, { by: 'operator', since: timeline.now(), why });
    },
    resume: async () => {
      const { whole } = await pausesNow();
      const by = await pausedBy();
      journal.note(undefined, `an operator resumes ${id}, which the ${by} had paused`);
      const scope = whole === undefined ? stream : wholeTenant;
      const word = { by: 'operator', since: timeline.now(), why, released: true } as const;
      await pauses.resume(id, scope, word);
      if (by === 'guard') guard.forgive(timeline.now());
    },
    send: async (mails, bounces) => {
      if ((await pausedBy()) !== undefined) return;
      mailings += 1;
      const of = whose === 'account' ? `${tenantId}-${mailings}` : tenantId;
      const fact = (kind: ReputationFact['kind'], recipients: number): ReputationFact => ({
        ...{ kind, eventId: `${kind}-${mailings}`, atMs: timeline.now() },
        ...{ tenantId: of, stream, recipients },
      });
      const bounced = bounces === 0 ? [] : [fact('bounced', bounces)];
      await book.recordFacts([fact('sent', mails), ...bounced]);
      guard.count({ atMs: timeline.now(), sent: mails, bounced: bounces });
    },
    judge: async () => {
      const before = await pausedBy();
      await guardReputation(portsOf({ timeline }, book, pauses), () => 120_000);
      guard.judged(timeline.now(), before, await pausedBy());
    },
  };
};

type GuardPorts = Parameters<typeof guardReputation>[0];

/** There is no held mail, no budget and no tenant of SES here, and SES does not restrict anybody. */
const portsOf = (
  { timeline }: Pick<World, 'timeline'>,
  book: GuardPorts['book'],
  tenants: GuardPorts['tenants'],
): GuardPorts => ({
  ...{ streams: basicStreams, book, tenants, thresholds: defaultThresholds, clock: timeline },
  readAccount: async () => ({
    ...{ max24Hours: 50_000, maxPerSecond: 14, sentLast24Hours: 0 },
    ...{ isPaused: false, enforcementStatus: 'HEALTHY', isSandbox: false },
  }),
  listHeld: async function* () {},
  releaseHeld: async () => 0,
  releaseUpTo: async () => ({ released: 0, isAll: true }),
  heldMarks: { listHeld: async () => [], changeMark: async () => undefined },
  marks: {
    noteCheck: async () => undefined,
    noteFence: async () => undefined,
    forgetFence: async () => undefined,
  },
  reputationIn: () => undefined,
  gauge: () => undefined,
  log: () => undefined,
});
