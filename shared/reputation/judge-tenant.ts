import { type Pause, wholeTenant } from '../tenants/pauses.ts';
import { holdsAgainstGuard, type Resume } from '../tenants/resumes.ts';
import { type Counts, sumCounts, unknownStream } from './counts.ts';
import { type Evidence, judge, type Standing, type Windows } from './judge.ts';
import { dayWindowFrom, hourMs, hourOf, weekWindowFrom } from './periods.ts';
import type { Thresholds } from './thresholds.ts';

/** Counts by the beginning of their hour. */
export type Hours = ReadonlyMap<number, Counts>;

/** All that is known of a tenant's reputation. Scopes are streams, or `wholeTenant`. */
export interface TenantRecord {
  readonly tenantId: string;
  /** It sends with an SES account of its own, so its mail counts for no other. */
  readonly hasOwnAccount: boolean;
  readonly thresholds: Thresholds;
  readonly pauses: ReadonlyMap<string, Pause>;
  readonly resumes: ReadonlyMap<string, Resume>;
  /** As they were written down last; healthy where there is none. */
  readonly standings: ReadonlyMap<string, Standing>;
  /** Mail that the pipeline's own account has sent, by stream. */
  readonly here: ReadonlyMap<string, Hours>;
  /** Mail that other accounts say that they have sent, by stream. */
  readonly elsewhere: ReadonlyMap<string, Hours>;
}

/** How a scope stands, and what is to be done about it. */
export interface Judgement {
  readonly tenantId: string;
  readonly scope: string;
  readonly before: Standing;
  readonly standing: Standing;
  readonly why: string;
  /** Nothing where the scope stands so already, or an operator has spoken. */
  readonly act: 'pause' | 'resume' | 'nothing';
}

/** The judgements of a tenant, and which of its streams go on. */
export interface TenantVerdict {
  readonly judgements: readonly Judgement[];
  readonly going: readonly string[];
}

/**
 * Sums of the hours that the windows hold.
 *
 * @param sinceMs - what was counted up to the end of that hour is forgiven; 0 for nothing
 */
export const windowsOf = (hours: Hours | undefined, nowMs: number, sinceMs: number): Windows => {
  const forgivenUntilMs = sinceMs === 0 ? 0 : hourOf(sinceMs) + hourMs;
  const from = (startMs: number): Counts =>
    sumCounts(
      [...(hours ?? [])].flatMap(([hour, counts]) =>
        hour >= Math.max(startMs, forgivenUntilMs) ? [counts] : [],
      ),
    );
  return { day: from(dayWindowFrom(nowMs)), week: from(weekWindowFrom(nowMs)) };
};

/** Windows of several streams together. */
export const sumWindows = (all: readonly Windows[]): Windows => ({
  day: sumCounts(all.map(({ day }) => day)),
  week: sumCounts(all.map(({ week }) => week)),
});

/**
 * What the word of operators means for a scope: an operator who resumes it has dealt with what was
 * before.
 */
export const wordOf = (resumes: readonly (Resume | undefined)[], nowMs: number) => ({
  forgivenSinceMs: Math.max(
    0,
    ...resumes.map((resume) => (resume?.by === 'operator' ? resume.since : 0)),
  ),
  holdsOff: resumes.some((resume) => holdsAgainstGuard(resume, nowMs)),
});

/** What one scope is judged by. */
export interface ScopeRecord {
  readonly tenantId: string;
  readonly scope: string;
  readonly thresholds: Thresholds;
  readonly pause: Pause | undefined;
  readonly keptStanding: Standing | undefined;
  readonly evidence: Evidence;
  /** An operator's resume holds the guard off. */
  readonly holdsOff: boolean;
}

/** An operator's pause stays, and while an operator's resume holds the guard only warns. */
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

/**
 * Judges each stream of a tenant, and then the tenant by those of its streams that go on: a mailing
 * that goes wrong does not stop the password resets. Its mail here and elsewhere is judged apart,
 * and the worse decides.
 */
export const judgeTenant = (record: TenantRecord, nowMs: number): TenantVerdict => {
  const { tenantId, thresholds, pauses, resumes, standings, here, elsewhere } = record;
  const wordOn = (scope: string) => wordOf([resumes.get(scope), resumes.get(wholeTenant)], nowMs);
  const evidenceOn = (stream: string): Evidence => {
    const of = (hours: Hours | undefined) =>
      windowsOf(hours, nowMs, wordOn(stream).forgivenSinceMs);
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
    .filter((scope) => scope !== wholeTenant && scope !== unknownStream)
    .toSorted()
    .map((stream) => judgeOn(stream, evidenceOn(stream)));
  const isGoing = ({ scope, standing }: Judgement): boolean =>
    standing !== 'paused' && pauses.get(scope)?.by !== 'operator';
  const going = [unknownStream, ...ofStreams.filter(isGoing).map(({ scope }) => scope)];
  const ofGoing = going.map(evidenceOn);
  const ofTenant = judgeOn(wholeTenant, {
    here: sumWindows(ofGoing.map((evidence) => evidence.here)),
    elsewhere: sumWindows(ofGoing.map((evidence) => evidence.elsewhere)),
  });
  return { judgements: [...ofStreams, ofTenant], going: isGoing(ofTenant) ? going : [] };
};
