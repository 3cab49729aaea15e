import * as z from 'zod/mini';
import { scopesFor, tenantScope } from '../../../shared/suppression/scopes.ts';
import type { SuppressionEntry } from '../../../shared/suppression/suppression-entry.ts';
import { fromCursor, toCursor } from '../http/cursor.ts';
import { invalid, notFound } from '../http/problem.ts';
import { done, noBody, noNames, noQuery, route } from '../http/route.ts';
import { cursor, emailAddress, nothingMore, pageLimit, reason, time } from '../http/schemas.ts';

const place = 'tenant';
const tag = 'Suppressions';

const entrySchema = z.strictObject({
  address: z.string(),
  scope: z.string(),
  reason: z.string(),
  detail: z.nullable(z.string()),
  by: z.nullable(z.string()),
  since: time,
  expiresAt: z.nullable(time),
});

const toEntry = (entry: SuppressionEntry) => ({
  address: entry.address,
  scope: entry.scope,
  reason: entry.reason,
  detail: entry.detail ?? null,
  by: entry.by ?? null,
  since: new Date(entry.sinceMs).toISOString(),
  expiresAt: entry.expiresAtMs === undefined ? null : new Date(entry.expiresAtMs).toISOString(),
});

const listSuppressions = route(
  {
    place,
    tag,
    path: '/suppressions',
    method: 'get',
    operationId: 'listSuppressions',
    summary: 'Addresses that get no mail of this tenant, in their order',
    right: 'view',
    pathNames: noNames,
    query: z.strictObject({ cursor: z.optional(cursor), limit: pageLimit }),
    body: noBody,
    answers: {
      200: {
        description: 'A page; `next` is null on the last.',
        schema: z.strictObject({
          entries: z.array(entrySchema),
          next: z.nullable(z.string()),
          unreadable: z
            .int()
            .check(z.describe('Entries of this page that cannot be read; the log names them.')),
        }),
      },
    },
  },
  async ({ tenantId, query }, { suppressions, log }) => {
    const after = query.cursor === undefined ? undefined : fromCursor(query.cursor);
    if (query.cursor !== undefined && after === undefined)
      return invalid(['cursor: is no cursor; take it from next of the page before']);
    const page = await suppressions.page(tenantScope(tenantId), after, query.limit);
    for (const { message } of page.unreadable) log('error', message);
    return done({
      entries: page.entries.map(toEntry),
      next: page.next === undefined ? null : toCursor(page.next),
      unreadable: page.unreadable.length,
    });
  },
);

const checkSuppressions = route(
  {
    place,
    tag,
    path: '/suppressions/check',
    method: 'post',
    operationId: 'checkSuppressions',
    summary: 'Which of these addresses get no mail of this tenant, and why',
    right: 'view',
    pathNames: noNames,
    query: noQuery,
    body: z.strictObject({
      addresses: z
        .array(emailAddress)
        .check(
          z.minLength(1, 'is empty; name an address'),
          z.maxLength(100, 'has more than 100 entries; send several requests'),
        ),
    }),
    answers: {
      200: {
        description: 'Every entry that stops mail to one of them.',
        schema: z.strictObject({
          entries: z.array(entrySchema),
          unreadable: z
            .array(z.string())
            .check(
              z.describe(
                'Addresses with an entry that cannot be read; they get no mail until it is corrected.',
              ),
            ),
        }),
      },
    },
  },
  async ({ tenantId, body }, { suppressions, streams, now, log }) => {
    const scopes = [
      ...new Set([...streams.keys()].flatMap((stream) => scopesFor(tenantId, stream))),
    ];
    const unreadable = new Set<string>();
    const entries = await suppressions.find(
      [{ addresses: [...new Set(body.addresses)], scopes }],
      (address, { message }) => {
        unreadable.add(address);
        log('error', message);
      },
    );
    const nowMs = now();
    return done({
      unreadable: [...unreadable],
      entries: entries
        .filter(({ expiresAtMs }) => expiresAtMs === undefined || nowMs < expiresAtMs)
        .map(toEntry),
    });
  },
);

const addressNames = z.object({ address: emailAddress });

const addSuppression = route(
  {
    place,
    tag,
    path: '/suppressions/{address}',
    method: 'put',
    operationId: 'addSuppression',
    summary: 'Send this address no mail of this tenant',
    right: 'change',
    pathNames: addressNames,
    query: noQuery,
    body: z.strictObject({ why: reason, expiresAt: z.optional(time) }),
    answers: { 200: { description: 'It is listed.', schema: nothingMore } },
  },
  async ({ tenantId, path, body, principal }, { suppressions, now }) => {
    const expiresAtMs = body.expiresAt === undefined ? undefined : Date.parse(body.expiresAt);
    if (expiresAtMs !== undefined && expiresAtMs <= now())
      return invalid(['expiresAt: lies in the past; leave it out, or name a later time']);
    await suppressions.enter({
      ...{ address: path.address, scope: tenantScope(tenantId), reason: 'operator' },
      ...{ detail: body.why, source: `api:${principal.subject}`, by: principal.subject },
      ...{ sinceMs: now(), expiresAtMs },
    });
    return done({ success: true });
  },
);

const removeSuppression = route(
  {
    place,
    tag,
    path: '/suppressions/{address}',
    method: 'delete',
    operationId: 'removeSuppression',
    summary: 'Send this address mail of this tenant again',
    right: 'change',
    pathNames: addressNames,
    query: z.strictObject({ why: reason }),
    body: noBody,
    answers: {
      200: { description: 'It is taken off.', schema: nothingMore },
      404: { description: 'It is not listed for this tenant.', schema: z.unknown() },
    },
  },
  async ({ tenantId, path, query, principal }, { suppressions, now }) => {
    const order = { by: principal.subject, why: query.why, atMs: now() };
    const removed = await suppressions.remove(path.address, tenantScope(tenantId), order);
    return removed.length === 0
      ? notFound('The address is not listed for this tenant; an entry for all tenants stays.')
      : done({ success: true });
  },
);

export const suppressionRoutes = [
  listSuppressions,
  checkSuppressions,
  addSuppression,
  removeSuppression,
];
