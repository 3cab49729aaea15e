import { addCounts, nameOfStream, noCounts, type Tally } from '../../shared/reputation/counts.ts';
import { dayOf, hourOf, isLate, slotOf } from '../../shared/reputation/periods.ts';
import type {
  KeptStanding,
  RecordFacts,
  ReputationBook,
} from '../../shared/reputation/reputation-book.ts';
import type { ReputationFact } from '../../shared/reputation/reputation-fact.ts';
import type { TenantPauses } from '../../shared/reputation/tenant-pauses.ts';
import type { OwnThresholds } from '../../shared/reputation/thresholds.ts';
import type { SesTenantMark, SesTenantMarks } from '../../shared/ses-tenants/ports.ts';
import type { Pause } from '../../shared/tenants/pauses.ts';
import { holdsAgainstGuard, type Resume } from '../../shared/tenants/resumes.ts';

/** Called before each write; throws to make it fail. */
export type ReputationFault = (what: string) => void;

/** The reputation table in memory. */
export const memoryBook = (
  now: () => number,
  fault: ReputationFault = () => {},
): ReputationBook & { readonly recordFacts: RecordFacts } => {
  const facts = new Map<string, ReputationFact>();
  const slots = new Map<number, Tally>();
  const hours = new Map<number, Tally>();
  const late = new Map<number, string>();
  const standings = new Map<string, KeptStanding>();
  let cursor: number | undefined;
  const write = (what: string, act: () => void): Promise<void> => {
    fault(what);
    act();
    return Promise.resolve();
  };
  return {
    recordFacts: async (told) => {
      for (const fact of told) {
        facts.set(`${fact.kind} ${fact.eventId}`, fact);
        const slot = slotOf(fact.atMs);
        if (isLate(slot, now())) late.set(slot, `${now()}-${fact.eventId}`);
      }
      return { failed: new Map(), uncounted: [] };
    },
    countSlot: async (slot) => {
      const tally = new Map<string, typeof noCounts>();
      for (const { kind, atMs, tenantId, stream, recipients, isElsewhere } of facts.values()) {
        if (slotOf(atMs) !== slot) continue;
        const name = nameOfStream(tenantId, stream, isElsewhere);
        tally.set(
          name,
          addCounts(tally.get(name) ?? noCounts, { ...noCounts, [kind]: recipients }),
        );
      }
      return tally;
    },
    readSlots: async (hour) => new Map([...slots].filter(([slot]) => hourOf(slot) === hour)),
    writeSlot: (slot, tally) => write('writeSlot', () => slots.set(slot, tally)),
    readHours: async (day) => new Map([...hours].filter(([hour]) => dayOf(hour) === day)),
    writeHour: (hour, tally) => write('writeHour', () => hours.set(hour, tally)),
    readCursor: async () => cursor,
    writeCursor: (slot) =>
      write('writeCursor', () => {
        cursor = slot;
      }),
    listLate: async () => [...late].map(([slot, mark]) => ({ slot, mark })),
    settleLate: ({ slot, mark }) =>
      write('settleLate', () => {
        if (late.get(slot) === mark) late.delete(slot);
      }),
    listStandings: async () => [...standings.values()],
    writeStanding: (kept) =>
      write('writeStanding', () => standings.set(nameOfStream(kept.tenantId, kept.scope), kept)),
  };
};

interface Tenant {
  readonly pauses: Map<string, Pause>;
  readonly resumes: Map<string, Resume>;
  readonly forgiven: Map<string, number>;
  ownThresholds: OwnThresholds;
  ses: SesTenantMark | undefined;
}

/** The pauses of the tenants table in memory. */
export const memoryPauses = (fault: ReputationFault = () => {}) => {
  const tenants = new Map<string, Tenant>();
  const of = (tenantId: string): Tenant => {
    const tenant = tenants.get(tenantId) ?? {
      pauses: new Map(),
      resumes: new Map(),
      forgiven: new Map(),
      ownThresholds: {},
      ses: undefined,
    };
    tenants.set(tenantId, tenant);
    return tenant;
  };
  const port: TenantPauses = {
    list: async () =>
      [...tenants].map(([tenantId, { pauses, resumes, forgiven, ownThresholds, ses }]) => ({
        tenantId,
        hasOwnAccount: false,
        pauses: new Map(pauses),
        resumes: new Map(resumes),
        forgiven: new Map(forgiven),
        ownThresholds,
        ...(ses === undefined ? {} : { ses }),
      })),
    pause: async (tenantId, scope, pause) => {
      fault('pause');
      const { pauses, resumes } = of(tenantId);
      if (
        pause.by === 'guard' &&
        (pauses.has(scope) || holdsAgainstGuard(resumes.get(scope), pause.since))
      )
        return false;
      pauses.set(scope, pause);
      if (pause.by !== 'guard') resumes.delete(scope);
      return true;
    },
    resume: async (tenantId, scope, resume) => {
      fault('resume');
      const { pauses, resumes, forgiven } = of(tenantId);
      const ended = pauses.get(scope)?.by;
      if (resume.by !== 'operator' && ended !== resume.by) return false;
      if (resume.by === 'operator' && ended === 'guard') forgiven.set(scope, resume.since);
      pauses.delete(scope);
      resumes.set(scope, resume);
      return true;
    },
    markReleased: async (tenantId, scope, { since }) => {
      fault('markReleased');
      const resume = of(tenantId).resumes.get(scope);
      if (resume?.since === since) of(tenantId).resumes.set(scope, { ...resume, released: true });
    },
  };
  const marks: SesTenantMarks = {
    noteCheck: async (tenantId, checkedAtMs) => {
      fault('noteCheck');
      const tenant = of(tenantId);
      if (tenant.ses !== undefined) tenant.ses = { ...tenant.ses, checkedAtMs };
    },
    noteFence: async (tenantId) => {
      fault('noteFence');
      const tenant = of(tenantId);
      if (tenant.ses !== undefined) tenant.ses = { ...tenant.ses, isFenced: true };
    },
    forgetFence: async (tenantId) => {
      fault('forgetFence');
      const tenant = of(tenantId);
      if (tenant.ses !== undefined) tenant.ses = { ...tenant.ses, isFenced: false };
    },
  };
  /** Makes a tenant one of SES of the same name. */
  const nameSesTenant = (tenantId: string, name = tenantId): void => {
    const noted = { checkedAtMs: 0, isFenced: false, isShared: false };
    of(tenantId).ses = { name, reached: { kind: 'pipeline' }, ...noted };
  };
  return { port, of, marks, nameSesTenant };
};
