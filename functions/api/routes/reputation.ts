import * as z from 'zod/mini';
import {
  describeReputation,
  type ScopeReputation,
} from '../../../shared/reputation/describe-reputation.ts';
import { standings } from '../../../shared/reputation/judge.ts';
import { readRecords } from '../../../shared/reputation/read-records.ts';
import type { KeptStanding } from '../../../shared/reputation/reputation-book.ts';
import type { Limit, Thresholds } from '../../../shared/reputation/thresholds.ts';
import { everyTenant } from '../../../shared/tenants/resumes.ts';
import { type Answer, done, noBody, noNames, noQuery, route } from '../http/route.ts';
import { busyAnswer, time } from '../http/schemas.ts';
import { withPermit } from '../permits.ts';
import type { ApiPorts } from '../ports.ts';

const rate = z.number().check(z.describe('Share of `sent`, 0 to 1.'));
const proven = z.number().check(z.describe('Lower bound of the rate; the guard judges by it.'));

const rates = z.strictObject({
  sent: z.int(),
  bounced: z.int(),
  complained: z.int(),
  bounceRate: rate,
  provenBounceRate: proven,
  complaintRate: rate,
  provenComplaintRate: proven,
});

const windows = z.strictObject({ day: rates, week: rates });

const limit = z.strictObject({ warnAt: rate, pauseAt: rate });

const scopeSchema = z.strictObject({
  scope: z.string().check(z.describe('A stream, `-` for mail without one, or `*` for all mail.')),
  standing: z.enum(standings),
  since: z.nullable(time).check(z.describe('Since when the guard says so; null: it never spoke.')),
  why: z.nullable(z.string()),
  paused: z.nullable(z.strictObject({ by: z.string(), since: time, why: z.string() })),
  ...windows.shape,
  elsewhere: z
    .nullable(windows)
    .check(z.describe('Mail that other accounts report; null for the account.')),
});

const reputationSchema = z.strictObject({
  thresholds: z.strictObject({ bounce: limit, complaint: limit }),
  scopes: z.array(scopeSchema),
  unreadable: z
    .int()
    .check(z.describe('Items of counts that cannot be read and are left out; the log names them.')),
});

const common = {
  method: 'get',
  path: '/reputation',
  tag: 'Reputation',
  pathNames: noNames,
  query: noQuery,
  body: noBody,
} as const;

const getReputation = route(
  {
    ...common,
    place: 'tenant',
    operationId: 'getReputation',
    summary: 'Bounces and complaints of a tenant and of its streams, and what the guard says',
    right: 'view',
    answers: {
      200: { description: 'As the guard last added up.', schema: reputationSchema },
      ...busyAnswer,
    },
  },
  ({ tenantId }, ports) =>
    withPermit(ports, 'reputation', tenantId, () => answerFor(tenantId, ports)),
);

/** Tenants of an answer at most. */
const mostTenants = 1_000;

const tenantStanding = z.strictObject({
  tenantId: z.string(),
  scope: z.string(),
  standing: z.enum(standings),
  since: time,
  why: z.string(),
});

const getAccountReputation = route(
  {
    ...common,
    place: 'token',
    operationId: 'getAccountReputation',
    summary: "Bounces and complaints of the pipeline's own account, and every tenant in need",
    right: 'operate',
    answers: {
      200: {
        description: 'As the guard last added up.',
        schema: z.extend(reputationSchema, {
          tenants: z
            .array(tenantStanding)
            .check(z.describe(`Scopes of tenants that are not healthy; ${mostTenants} at most.`)),
        }),
      },
      ...busyAnswer,
    },
  },
  (_request, ports) =>
    withPermit(ports, 'reputation', everyTenant, () => answerFor(everyTenant, ports)),
);

const answerFor = async (tenantId: string, ports: ApiPorts): Promise<Answer> => {
  const { reputation, log, now } = ports;
  let unreadable = 0;
  const read = await reputation.read(tenantId, ({ message }) => {
    unreadable += 1;
    log('error', message);
  });
  const kept = await read.book.listStandings();
  const book = { ...read.book, listStandings: async () => kept };
  const records = await readRecords(book, read.known, reputation.thresholds, now());
  const record = records.find((one) => one.tenantId === tenantId) ?? {
    ...{ tenantId, hasOwnAccount: false, thresholds: reputation.thresholds },
    ...{ pauses: none, resumes: none, forgiven: none, standings: none },
    ...{ here: none, elsewhere: none },
  };
  const scopes = describeReputation(record, records, now()).map((one) => toScope(one, kept));
  const thresholds = toThresholds(record.thresholds);
  const ofAll = tenantId === everyTenant ? { tenants: tenantsInNeed(kept) } : {};
  return done({ thresholds, scopes, unreadable, ...ofAll });
};

const none = new Map<string, never>();

const toScope = (
  { tenantId, scope, standing, paused, day, week, elsewhere }: ScopeReputation,
  kept: readonly KeptStanding[],
): z.infer<typeof scopeSchema> => {
  const said = kept.find((one) => one.tenantId === tenantId && one.scope === scope);
  return {
    ...{ scope, standing, day, week, elsewhere },
    paused: paused && { by: paused.by, since: paused.since, why: paused.why },
    since: said === undefined ? null : new Date(said.sinceMs).toISOString(),
    why: said?.why ?? null,
  };
};

const toThresholds = ({ bounce, complaint }: Thresholds) => {
  const toLimit = ({ warnAt, pauseAt }: Limit) => ({ warnAt, pauseAt });
  return { bounce: toLimit(bounce), complaint: toLimit(complaint) };
};

/** The worst first; of two alike, the one that came later. */
const tenantsInNeed = (kept: readonly KeptStanding[]): readonly z.infer<typeof tenantStanding>[] =>
  kept
    .filter(({ tenantId, standing }) => tenantId !== everyTenant && standing !== 'healthy')
    .toSorted(
      (one, other) =>
        standings.indexOf(other.standing) - standings.indexOf(one.standing) ||
        other.sinceMs - one.sinceMs,
    )
    .slice(0, mostTenants)
    .map(({ tenantId, scope, standing, sinceMs, why }) => ({
      ...{ tenantId, scope, standing, since: new Date(sinceMs).toISOString(), why },
    }));

export const reputationRoutes = [getReputation, getAccountReputation];
