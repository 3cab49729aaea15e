import type { FateOf } from '../../local/faults/fate.ts';
import type { ServiceRequest } from '../../local/faults/service-request.ts';

/**
 * Where a process is killed: at its nth request of a kind, from 1, before the service has it or
 * after the service has done it. Requests are counted by kind, because a write of the ledger that
 * comes into conflict is one more.
 */
export interface KillPoint {
  /** As {@link labelOf} names it. */
  readonly label: string;
  readonly nth: number;
  readonly side: 'before' | 'after';
}

/** A request that a process made. */
export interface JournalEntry {
  readonly request: ServiceRequest;
  /** Invocation of the function, from 1. */
  readonly run: number;
  /** Whether the service has done what it was asked: its answer was a success. */
  isDone: boolean;
}

/** What a function asked for, in its order. */
export interface Journal {
  readonly entries: readonly JournalEntry[];
  /**
   * Runs that did not come to their end: their process was killed, or took longer than the function
   * may.
   */
  readonly cutRuns: ReadonlySet<number>;
}

/** Watches the requests of one function, and kills it once. */
export interface KillSwitch {
  readonly fateOf: FateOf;
  readonly onAnswered: (request: ServiceRequest, status: number) => void;
  /**
   * The function is invoked now. What it answers is to be called when that is over, and told
   * whether the process was gone before.
   */
  readonly beginRun: () => (isCut: boolean) => void;
  /** The request at which it was killed. */
  readonly killedAt: () => ServiceRequest | undefined;
  readonly journal: () => Journal;
}

/**
 * @param point - undefined only watches
 * @param kill - ends the process at once
 */
export const createKillSwitch = (point: KillPoint | undefined, kill: () => void): KillSwitch => {
  const entries: JournalEntry[] = [];
  const cutRuns = new Set<number>();
  let run = 0;
  let killedAt: ServiceRequest | undefined;
  const isThere = ({ label, nth }: KillPoint): boolean =>
    labelOf(entries.at(-1)?.request) === label &&
    entries.filter(({ request }) => labelOf(request) === label).length === nth;
  return {
    fateOf: (request) => {
      entries.push({ request, run, isDone: false });
      if (point === undefined || killedAt !== undefined || !isThere(point)) return { kind: 'pass' };
      killedAt = request;
      return { kind: 'reset', when: point.side, act: kill };
    },
    onAnswered: (request, status) => {
      const entry = entries.find((one) => one.request === request);
      if (entry !== undefined) entry.isDone = status < 300;
    },
    beginRun: () => {
      run += 1;
      const own = run;
      return (isCut) => {
        if (isCut) cutRuns.add(own);
      };
    },
    killedAt: () => killedAt,
    journal: () => ({ entries, cutRuns }),
  };
};

/** What a request is called in a list of points: `dynamodb UpdateItem messages`. */
export const labelOf = (request: ServiceRequest | undefined): string => {
  if (request === undefined) return '';
  const { service, operation, subject } = request;
  const name = subject.startsWith('/') ? '' : subject.replace(/^ses-pipeline-dev-/, '');
  return [service, operation, name].filter((word) => word !== '').join(' ');
};

/**
 * Calls after which nobody could know that SES had taken a message, and another followed: SES had
 * done the call, the run that made it was cut short, and nothing about the message reached the
 * table from that run afterwards. All that anybody could know is what SES itself tells.
 *
 * @param messageId - occurs in no other id, and so in the requests about this message alone
 */
export const countUnknowable = ({ entries, cutRuns }: Journal, messageId: string): number => {
  const about = entries.filter(({ request }) => request.body.includes(messageId));
  const isCall = ({ request, isDone }: JournalEntry): boolean =>
    request.service === 'ses' && isDone;
  const isWrite = ({ request, isDone }: JournalEntry): boolean =>
    request.operation === 'UpdateItem' && isDone;
  const lastCall = about.findLastIndex(isCall);
  return about.filter((call, index) => {
    const isFollowed = index < lastCall;
    const isKnown = about
      .slice(index + 1)
      .some((later) => later.run === call.run && isWrite(later));
    return isCall(call) && isFollowed && cutRuns.has(call.run) && !isKnown;
  }).length;
};

/**
 * What was asked about a message, in its order, for a copy that nothing explains: `1 (cut short)
 * ses SendRawEmail done, 2 dynamodb UpdateItem messages`.
 *
 * @param messageId - occurs in no other id
 */
export const requestsAbout = ({ entries, cutRuns }: Journal, messageId: string): string =>
  entries
    .filter(({ request }) => request.body.includes(messageId))
    .map(
      ({ run, request, isDone }) =>
        `${run}${cutRuns.has(run) ? ' (cut short)' : ''} ${labelOf(request)}${isDone ? ' done' : ''}`,
    )
    .join(', ');

/** Every point of a run that made these requests. */
export const pointsOf = (requests: readonly string[]): readonly KillPoint[] => {
  const seen = new Map<string, number>();
  return requests.flatMap((label): readonly KillPoint[] => {
    const nth = (seen.get(label) ?? 0) + 1;
    seen.set(label, nth);
    return [
      { label, nth, side: 'before' },
      { label, nth, side: 'after' },
    ];
  });
};
