import type { FateOf, ServiceRequest } from '../../infra/local/faults/service-proxy.ts';

/**
 * Where a process is killed: at its nth request of a kind, from 1, before the service has it or after the service has done it. Requests are
 * counted by kind, because a write of the ledger that comes into conflict is one more.
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

/** Watches the requests of one function, and kills it once. */
export interface KillSwitch {
  readonly fateOf: FateOf;
  readonly onAnswered: (request: ServiceRequest, status: number) => void;
  /** The function is invoked now. */
  readonly beginRun: () => void;
  /** The request at which it was killed. */
  readonly killedAt: () => ServiceRequest | undefined;
  readonly journal: () => readonly JournalEntry[];
}

/**
 * @param point - undefined only watches
 * @param kill - ends the process at once
 */
export const createKillSwitch = (point: KillPoint | undefined, kill: () => void): KillSwitch => {
  const journal: JournalEntry[] = [];
  let run = 0;
  let killedAt: ServiceRequest | undefined;
  const isThere = ({ label, nth }: KillPoint): boolean =>
    labelOf(journal.at(-1)?.request) === label && journal.filter(({ request }) => labelOf(request) === label).length === nth;
  return {
    fateOf: (request) => {
      journal.push({ request, run, isDone: false });
      if (point === undefined || killedAt !== undefined || !isThere(point)) return { kind: 'pass' };
      killedAt = request;
      return { kind: 'reset', when: point.side, act: kill };
    },
    onAnswered: (request, status) => {
      const entry = journal.find((one) => one.request === request);
      if (entry !== undefined) entry.isDone = status < 300;
    },
    beginRun: () => {
      run += 1;
    },
    killedAt: () => killedAt,
    journal: () => journal,
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
 * Whether a process that is gone has left it open if SES took a mail: SES has done the call, and nothing about the message reached the
 * table after it. All that anybody could know of it is what SES itself tells.
 *
 * @param messageId - occurs in no other id, and so in the requests about this message alone
 */
export const isUnknowable = (journal: readonly JournalEntry[], messageId: string): boolean => {
  const first = journal.filter(({ run, request }) => run === 1 && request.body.includes(messageId));
  const call = first.findLastIndex(({ request, isDone }) => request.service === 'ses' && isDone);
  return call >= 0 && !first.slice(call + 1).some(({ request, isDone }) => request.service === 'dynamodb' && isDone);
};

/**
 * What was asked about a message, in its order, for a copy that nothing explains: `1 ses SendRawEmail done, 2 dynamodb UpdateItem messages`.
 *
 * @param messageId - occurs in no other id
 */
export const courseOf = (journal: readonly JournalEntry[], messageId: string): string =>
  journal
    .filter(({ request }) => request.body.includes(messageId))
    .map(({ run, request, isDone }) => `${run} ${labelOf(request)}${isDone ? ' done' : ''}`)
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
