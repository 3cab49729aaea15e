import { roomOn } from '../budgets/budget-use.ts';
import { dayStartMs, nextMonthMs, utcDay } from '../budgets/calendar.ts';
import type { Stream } from '../email/streams.ts';
import { type Ledger, roomFor } from '../pacing/ledger.ts';
import { type Pauses, pausedBySes, pauseOf, pauserText, switchedOff } from '../tenants/pauses.ts';
import { everyTenant } from '../tenants/resumes.ts';
import type { Known, PathFacts } from './path-facts.ts';

/** What mail waits for. */
export interface Obstacle {
  readonly kind:
    | 'send-after'
    | 'paused'
    | 'ses-stopped'
    | 'queue-closed'
    | 'quota'
    | 'budget'
    | 'rate'
    /** What comes next, where nothing stands in its way. */
    | 'next'
    | 'cannot-tell';
  /** One sentence without its full stop. */
  readonly text: string;
  /** When it ends by itself, as far as is known; epoch ms. */
  readonly untilMs?: number;
  /** What a person may do. */
  readonly command?: string;
}

/** The mail itself, as far as is known. */
export interface WaitingMail {
  readonly recipients: number;
  /** Epoch ms. */
  readonly sendAfterMs?: number | undefined;
}

/**
 * All that stands between a mail on its queue and SES, the most lasting first. What cannot be told is
 * an obstacle of its own, and nothing is guessed in its place.
 */
export const obstaclesTo = (
  path: PathFacts,
  mail: WaitingMail,
  nowMs: number,
): readonly Obstacle[] => [
  ...ifKnown(path.pauses, 'whether its tenant is paused', (all) =>
    all.flatMap(({ tenantId, pauses }) => pausedBy(tenantId, path.stream, pauses)),
  ),
  ...ofAccount(path, nowMs),
  ...ifKnown(path.budget, 'what its tenant has used of its budget', (budget) =>
    overBudget(path.tenantId, budget, mail, nowMs),
  ),
  ...(mail.sendAfterMs !== undefined && mail.sendAfterMs > nowMs
    ? [
        {
          kind: 'send-after',
          text: 'its sendAfter has not come',
          untilMs: mail.sendAfterMs,
        } as const,
      ]
    : []),
];

const ifKnown = <Fact>(
  known: Known<Fact>,
  what: string,
  read: (fact: Fact) => readonly Obstacle[],
): readonly Obstacle[] =>
  known.kind === 'known'
    ? read(known.fact)
    : [{ kind: 'cannot-tell', text: `${what} cannot be told: ${known.why}` }];

const pausedBy = (tenantId: string, stream: Stream, pauses: Pauses): readonly Obstacle[] => {
  const pause = pauseOf(pauses, stream);
  if (pause === undefined) return [];
  const scope = Object.entries(pauses).find(([, one]) => one === pause)?.[0] ?? stream;
  const who = `${pauserText[pause.by]}${pause.person === undefined ? '' : ` (${pause.person})`}`;
  return [
    {
      kind: 'paused',
      text: `${whose(tenantId, scope === stream ? stream : undefined)} is paused by ${who} since ${iso(pause.since)}: ${pause.why}`,
      command: commandAgainst(scope, tenantId, stream),
    },
  ];
};

const whose = (tenantId: string, stream: Stream | undefined): string =>
  tenantId === everyTenant
    ? 'all mail of the account'
    : `${stream === undefined ? 'all mail' : `stream ${stream}`} of tenant ${tenantId}`;

/** A tenant as it is typed on a command line. */
const typed = (tenantId: string): string => (tenantId === everyTenant ? "'*'" : tenantId);

const commandAgainst = (scope: string, tenantId: string, stream: string): string => {
  if (scope === switchedOff) return `ses-pipeline tenants config show ${tenantId}`;
  if (scope === pausedBySes) return `ses-pipeline tenants ses show ${tenantId}`;
  return scope === stream
    ? `ses-pipeline resume ${tenantId} --stream ${stream} --why TEXT`
    : `ses-pipeline resume ${typed(tenantId)} --why TEXT`;
};

/** The ledger, the quota and the state of the pipeline's account; of a tenant's own none is read. */
const ofAccount = (path: PathFacts, nowMs: number): readonly Obstacle[] => {
  if (path.hasOwnAccount.kind === 'known' && path.hasOwnAccount.fact)
    return [
      {
        kind: 'cannot-tell',
        text: 'rate and quota of the SES account that its tenant brings are not looked at here',
        command: `ses-pipeline tenants ses show ${path.tenantId}`,
      },
    ];
  return [
    ...ifKnown(path.sesStopped, 'whether SES takes mail of the account', (stopped) =>
      stopped === undefined ? [] : [sesStopped(path, stopped)],
    ),
    ...ifKnown(path.ledger, 'what rate and quota leave room for', (ledger) =>
      ofLedger(path, ledger, nowMs),
    ),
  ];
};

const sesStopped = (
  { wayOut, stream }: PathFacts,
  { since, why }: { readonly since: number; readonly why: string },
): Obstacle => {
  const mode = wayOut.kind === 'known' ? wayOut.fact?.mode : undefined;
  const text = `SES takes no mail of the account since ${iso(since)}: ${why}`;
  return mode === 'auto' || mode === 'use'
    ? { kind: 'ses-stopped', text: `${text}; mail of the stream goes by its way out` }
    : {
        kind: 'ses-stopped',
        text,
        command: `ses-pipeline way-out set --stream ${stream} --host NAME --port NUMBER --security tls --from ADDRESS --rate NUMBER`,
      };
};

/** Slots further ahead than this are a backlog; ms. */
const backlogMs = 1_000;

const ofLedger = ({ lane }: PathFacts, ledger: Ledger, nowMs: number): readonly Obstacle[] => {
  const frees = quotaFreesAt(ledger, nowMs);
  const isUsed = roomFor(ledger, lane) <= 0;
  const reserve =
    lane === 'bulk' && ledger.quota > 0 ? ', but for the part that transactional mail keeps' : '';
  const quota: Obstacle = {
    kind: 'quota',
    text: `the 24-hour quota of ${ledger.max24Hours} recipients is used up${reserve}`,
    ...(frees === undefined ? {} : { untilMs: frees }),
  };
  const closed: Obstacle = {
    kind: 'queue-closed',
    text: `refresh-quota has closed the queue ${lane}, and opens it when the quota has room and the account sends`,
  };
  const rate: Obstacle = {
    kind: 'rate',
    text: `other mail has taken the slots until then, at ${perSecond(ledger)} recipients a second`,
    untilMs: ledger.tatMs,
  };
  return [
    ...(ledger.stoppedLanes.includes(lane) ? [closed] : []),
    ...(isUsed ? [quota] : []),
    ...(ledger.tatMs > nowMs + backlogMs ? [rate] : []),
  ];
};

const perSecond = ({ intervalMs }: Ledger): string => (1000 / intervalMs).toPrecision(3);

const hourMs = 3_600_000;

/**
 * When the oldest mail of the last 24 hours leaves the quota; epoch ms. The hour in which it was
 * reserved is known, and not the minute: the end of that hour is taken. Undefined when the pipeline
 * itself sent nothing, so that others have used the quota.
 */
export const quotaFreesAt = (
  { sentByHour }: Pick<Ledger, 'sentByHour'>,
  nowMs: number,
): number | undefined => {
  const ends = [...sentByHour]
    .filter(([, sent]) => sent > 0)
    .map(([hour]) => (hour + 1 + 24) * hourMs)
    .filter((ms) => ms > nowMs);
  return ends.length === 0 ? undefined : Math.min(...ends);
};

const overBudget = (
  tenantId: string,
  { use, limits }: Extract<PathFacts['budget'], { readonly kind: 'known' }>['fact'],
  { recipients }: WaitingMail,
  nowMs: number,
): readonly Obstacle[] => {
  const day = utcDay(nowMs);
  if (roomOn(use, limits, day) >= recipients) return [];
  const isOfMonth = roomOn(use, { ...limits, perDay: Number.POSITIVE_INFINITY }, day) < recipients;
  const most = isOfMonth ? limits.perMonth : limits.perDay;
  return [
    {
      kind: 'budget',
      text: `the budget of its tenant, ${most} recipients a ${isOfMonth ? 'month' : 'day'}, has no room for it`,
      ...(recipients > most ? {} : { untilMs: isOfMonth ? nextMonthMs(day) : dayStartMs(day + 1) }),
      command: `ses-pipeline tenants budget show ${tenantId}`,
    },
  ];
};

const iso = (epochMs: number): string => new Date(epochMs).toISOString();
