import { isWholeScope, type Pause, wholeTenant } from '../tenants/pauses.ts';
import { holdsAgainstGuard, type Resume } from '../tenants/resumes.ts';
import { addCounts, type Counts, noCounts, sumCounts, unknownStream } from './counts.ts';
import { type Evidence, judge, type Standing, type Windows } from './judge.ts';
import { dayWindowFrom, slotMs, slotOf, weekWindowFrom } from './periods.ts';
import type { Thresholds } from './thresholds.ts';

/**
 * Counts by start of the hour (epoch ms); of an hour in which something was forgiven, by start of
 * its slots.
 */
export type Hours = ReadonlyMap<number, Counts>;

/** Data by which a tenant is judged. Scopes are streams, or `wholeTenant`. */
export interface TenantRecord {
  readonly tenantId: string;
  /**
   * Whether it sends with an SES account of its own, so that its mail counts for no other account.
   */
  readonly hasOwnAccount: boolean;
  readonly thresholds: Thresholds;
  readonly pauses: ReadonlyMap<string, Pause>;
  readonly resumes: ReadonlyMap<string, Resume>;
  /** {@link PausesOfTenant.forgiven} */
  readonly forgiven: ReadonlyMap<string, number>;
  /** Standings as last stored; a scope without one is healthy. */
  readonly standings: ReadonlyMap<string, Standing>;
  /** Mail that the pipeline's own account sent, by stream. */
  readonly here: ReadonlyMap<string, Hours>;
  /** Mail that other accounts report to have sent, by stream. */
  readonly elsewhere: ReadonlyMap<string, Hours>;
}

/** Standing of a scope, and the action that follows. */
export interface Judgement {
  readonly tenantId: string;
  readonly scope: string;
  readonly before: Standing;
  readonly standing: Standing;
  readonly why: string;
  /** `nothing` when no change is needed, or when an operator has decided. */
  readonly act: 'pause' | 'resume' | 'nothing';
}

/** Judgements of a tenant, and the streams that are not paused. */
export interface TenantVerdict {
  readonly judgements: readonly Judgement[];
  readonly going: readonly string[];
}

/**
 * Judges each stream of a tenant, then the whole tenant by those streams that are not paused, so
 * that one bad mailing does not stop password resets. Mail here and elsewhere is judged separately;
 * the worse result decides.
 */
export const judgeTenant = (record: TenantRecord, nowMs: number): TenantVerdict => {
  const { tenantId, thresholds, pauses, standings, here, elsewhere } = record;
  const wordOn = (scope: string) => wordOf(record, [scope, wholeTenant], nowMs);
  const evidenceOn = (stream: string): Evidence => {
    const of = (hours: Hours | undefined) => windowsOf(hours, nowMs, wordOn(stream).forgivenMs);
    return { here: of(here.get(stream)), elsewhere: of(elsewhere.get(stream)) };
  };
  const judgeOn = (scope: string, evidence: Evidence): Judgement =>
    judgeScope({
      tenantId,
      scope,
      thresholds,
      evidence,
      pause: pauses.get(scope),
      keptStanding: standings.get(scope),
      holdsOff: wordOn(scope).holdsOff,
    });

  const scopes = new Set([
    ...here.keys(),
    ...elsewhere.keys(),
    ...pauses.keys(),
    ...standings.keys(),
  ]);
  const ofStreams = [...scopes]
    .filter((scope) => !isWholeScope(scope) && scope !== unknownStream)
    .toSorted()
    .map((stream) => {
      const evidence = evidenceOn(stream);
      return { evidence, judgement: judgeOn(stream, evidence) };
    });
  const isGoing = ({ scope, standing }: Judgement): boolean =>
    standing !== 'paused' && pauses.get(scope)?.by !== 'operator';
  const stillGoing = ofStreams.filter(({ judgement }) => isGoing(judgement));
  const ofGoing = [evidenceOn(unknownStream), ...stillGoing.map(({ evidence }) => evidence)];
  const ofTenant = judgeOn(wholeTenant, {
    here: sumWindows(ofGoing.map((evidence) => evidence.here)),
    elsewhere: sumWindows(ofGoing.map((evidence) => evidence.elsewhere)),
  });
  const going = [unknownStream, ...stillGoing.map(({ judgement }) => judgement.scope)];
  return {
    judgements: [...ofStreams.map(({ judgement }) => judgement), ofTenant],
    going: isGoing(ofTenant) ? going : [],
  };
};

/**
 * Sums of the hours within the windows.
 *
 * @param forgivenMs - bounces and complaints until the end of the slot of this time (epoch ms) are
 * left out; 0 for none. The mails stay, because their bounces may still come: without them, the late
 * bounces of a mailing would be measured by the few mails since
 */
export const windowsOf = (hours: Hours | undefined, nowMs: number, forgivenMs: number): Windows => {
  const forgivenUntilMs = forgivenMs === 0 ? 0 : slotOf(forgivenMs) + slotMs;
  const [dayFrom, weekFrom] = [dayWindowFrom(nowMs), weekWindowFrom(nowMs)];
  let day = noCounts;
  let week = noCounts;
  for (const [beginning, counts] of hours ?? []) {
    if (beginning < weekFrom) continue;
    const counted = beginning >= forgivenUntilMs ? counts : { ...noCounts, sent: counts.sent };
    week = addCounts(week, counted);
    if (beginning >= dayFrom) day = addCounts(day, counted);
  }
  return { day, week };
};

/** Windows of several streams together. */
export const sumWindows = (all: readonly Windows[]): Windows => ({
  day: sumCounts(all.map(({ day }) => day)),
  week: sumCounts(all.map(({ week }) => week)),
});

/**
 * What operators' resumes mean for these scopes: what the guard knew when an operator resumed what
 * it had paused no longer matters, and the run that is under way does not undo any resume.
 */
export const wordOf = (
  { resumes, forgiven }: Pick<TenantRecord, 'resumes' | 'forgiven'>,
  scopes: readonly string[],
  nowMs: number,
) => ({
  forgivenMs: Math.max(0, ...scopes.map((scope) => forgiven.get(scope) ?? 0)),
  holdsOff: scopes.some((scope) => holdsAgainstGuard(resumes.get(scope), nowMs)),
});

/** Data by which one scope is judged. */
export interface ScopeRecord {
  readonly tenantId: string;
  readonly scope: string;
  readonly thresholds: Thresholds;
  readonly pause: Pause | undefined;
  readonly keptStanding: Standing | undefined;
  readonly evidence: Evidence;
  /** Whether an operator's resume still keeps the guard from pausing. */
  readonly holdsOff: boolean;
}

/**
 * Judges one scope. An operator's pause stays, and just after an operator's resume the guard only
 * warns.
 */
export const judgeScope = ({
  tenantId,
  scope,
  thresholds,
  pause,
  keptStanding,
  evidence,
  holdsOff,
}: ScopeRecord): Judgement => {
  const isPausedByGuard = pause?.by === 'guard';
  const before = isPausedByGuard ? 'paused' : (keptStanding ?? 'healthy');
  const verdict = judge(before, evidence, thresholds);
  const standing = holdsOff && verdict.standing === 'paused' ? 'warned' : verdict.standing;
  const act = (): Judgement['act'] => {
    if (standing === 'paused') return pause === undefined ? 'pause' : 'nothing';
    return isPausedByGuard ? 'resume' : 'nothing';
  };
  return { tenantId, scope, before, standing, why: verdict.why, act: act() };
};
