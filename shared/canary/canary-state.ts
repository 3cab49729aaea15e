import { type CanaryPath, type CanaryRound, canaryPaths, roundId } from './canary-mail.ts';
import { type CanaryVerdict, isBroken } from './judge-canary.ts';

/** A path that is broken. */
export interface CanaryTrouble {
  readonly kind: 'unsent' | 'refused' | 'lost';
  /** When it was first seen; epoch ms. */
  readonly sinceMs: number;
}

/** What is known of the canaries, from one run to the next. */
export interface CanaryState {
  /** When the first canary was put; epoch ms. */
  readonly firstMs: number;
  readonly round: CanaryRound;
  /** Time of the last event of each path; epoch ms. */
  readonly seen: Readonly<Partial<Record<CanaryPath, number>>>;
  /** A path stays broken until its event is seen again, whatever the next canary does meanwhile. */
  readonly troubles: Readonly<Partial<Record<CanaryPath, CanaryTrouble>>>;
}

export type CanaryVerdicts = Readonly<Record<CanaryPath, CanaryVerdict>>;

/** How long a canary may wait to go out; ms. It bounds how many can ever pile up. */
const expiresAfterMs = 3_600_000;
/** After its expiry, a run of the sender may still be about to end the mail; ms. */
const endedAfterMs = 60_000;
/** A round that is held so long is given up; ms. */
const heldAtMostMs = 24 * 3_600_000;

/** The state after the verdicts on a round: with the next round, if this one has ended. */
export const nextState = (
  before: CanaryState,
  verdicts: CanaryVerdicts,
  nowMs: number,
): CanaryState => {
  const seen = { ...before.seen };
  const troubles = { ...before.troubles };
  for (const path of canaryPaths) {
    const verdict = verdicts[path];
    if (verdict.kind === 'proven') {
      seen[path] = Math.max(seen[path] ?? 0, verdict.atMs);
      delete troubles[path];
    } else if (isBroken(verdict)) troubles[path] = troubleOf(verdict, before.troubles[path], nowMs);
  }
  const round = isEnded(before.round, verdicts, nowMs) ? newRound(nowMs) : before.round;
  return { ...before, round, seen, troubles };
};

/** The state before any canary. */
export const firstState = (nowMs: number): CanaryState => ({
  firstMs: nowMs,
  round: newRound(nowMs),
  seen: {},
  troubles: {},
});

/** Age of the last event of a path, or of the first canary while there was none; ms, never negative. */
export const eventAgeMs = ({ seen, firstMs }: CanaryState, path: CanaryPath, nowMs: number) =>
  Math.max(0, nowMs - (seen[path] ?? firstMs));

const newRound = (nowMs: number): CanaryRound => ({
  id: roundId(nowMs),
  startedAtMs: nowMs,
  expiresAtMs: nowMs + expiresAfterMs,
});

/** The kind is that of the newest verdict; the time stays. */
const troubleOf = (
  { kind }: CanaryVerdict,
  before: CanaryTrouble | undefined,
  nowMs: number,
): CanaryTrouble => ({
  kind: kind === 'refused' || kind === 'lost' ? kind : 'unsent',
  sinceMs: before?.sinceMs ?? nowMs,
});

/**
 * Whether nothing more is to be learned from a round. While one is open there is no other, so a
 * queue that is not read, or a pause, never gathers more than three canaries an hour; and refused
 * ones, each of which leaves a dead letter, come no more often either.
 */
const isEnded = (round: CanaryRound, verdicts: CanaryVerdicts, nowMs: number): boolean => {
  const { startedAtMs, expiresAtMs } = round;
  // A clock that was set back must not stop the canary.
  if (nowMs < startedAtMs - endedAfterMs) return true;
  return canaryPaths.every((path) => {
    const verdict = verdicts[path];
    switch (verdict.kind) {
      case 'proven':
      case 'lost':
      case 'expired':
        return true;
      case 'refused':
        return nowMs >= expiresAtMs;
      case 'unsent':
      case 'on-its-way':
        return nowMs >= expiresAtMs + endedAfterMs;
      case 'waiting':
        return verdict.why === 'held'
          ? nowMs >= startedAtMs + heldAtMostMs
          : nowMs >= expiresAtMs + endedAfterMs;
      default:
        return verdict satisfies never;
    }
  });
};
