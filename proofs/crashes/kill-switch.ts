import type { Fate } from '../../local/faults/fate.ts';
import type { ServiceRequest } from '../../local/faults/service-request.ts';

/** A request to a service of AWS, or a step of an SMTP server. */
type WatchedRequest =
  | ServiceRequest
  | (Omit<ServiceRequest, 'service'> & { readonly service: 'smtp' });

/**
 * Point at which a process is killed: before or after its nth request of a kind, counted from 1.
 * Requests are counted by kind, because a ledger write that meets a conflict is repeated.
 */
export interface KillPoint {
  /** Kind of the request, see {@link labelOf}. */
  readonly label: string;
  readonly nth: number;
  readonly side: 'before' | 'after';
}

/** A request that a process made. */
export interface JournalEntry {
  readonly request: WatchedRequest;
  /** Invocation of the function, from 1. */
  readonly run: number;
  /** Whether the service carried the request out: its answer was a success. */
  isDone: boolean;
}

/** Requests of a function, in order. */
export interface Journal {
  readonly entries: readonly JournalEntry[];
  /** Runs that did not finish: their process was killed, or they exceeded the time limit. */
  readonly cutRuns: ReadonlySet<number>;
}

/** Watches the requests of one function, and kills its process once. */
export interface KillSwitch {
  readonly fateOf: (request: WatchedRequest) => Fate;
  readonly onAnswered: (request: WatchedRequest, status: number) => void;
  /**
   * To be called when the function is invoked. The returned function is called when the run is
   * over, with whether the process was gone before.
   */
  readonly beginRun: () => (isCut: boolean) => void;
  /** Request at which the process was killed. */
  readonly killedAt: () => WatchedRequest | undefined;
  readonly journal: () => Journal;
}

/**
 * Creates a kill switch.
 *
 * @param point - undefined only watches
 * @param kill - ends the process at once
 */
export const createKillSwitch = (point: KillPoint | undefined, kill: () => void): KillSwitch => {
  const entries: JournalEntry[] = [];
  const cutRuns = new Set<number>();
  let run = 0;
  let killedAt: WatchedRequest | undefined;
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

/** Name of a request in a list of points: `dynamodb UpdateItem messages`. */
export const labelOf = (request: WatchedRequest | undefined): string => {
  if (request === undefined) return '';
  const { service, operation, subject } = request;
  // Each trial has a queue of its own, and the points of one trial are those of another.
  const name = subject.startsWith('/')
    ? ''
    : subject.replace(/^ses-pipeline-dev-/, '').replace(/^bench-.*/, 'own queue');
  return [service, operation, name].filter((word) => word !== '').join(' ');
};

/**
 * Counts calls that SES carried out although nobody else could know it, and that were followed by
 * another one: the run that made the call was cut short, and wrote nothing about the message to the
 * table afterwards.
 *
 * @param messageId - occurs in no other id, and so only in requests about this message
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
 * Requests about a message in order, to explain a doubled mail: `1 (cut short) ses SendRawEmail
 * done, 2 dynamodb UpdateItem messages`.
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

/** All kill points of a run that made these requests. */
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
