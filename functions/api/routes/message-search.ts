import * as z from 'zod/mini';
import { messageStates } from '../../../shared/messages/recipient-state.ts';
import { type FoundMessage, searchMessages } from '../../../shared/messages/search-messages.ts';
import { fromCursor, toCursor } from '../http/cursor.ts';
import { invalid } from '../http/problem.ts';
import { done, noNames, noQuery, route } from '../http/route.ts';
import { busyAnswer, cursor, emailAddress, time } from '../http/schemas.ts';
import { withPermit } from '../permits.ts';
import type { ApiPorts } from '../ports.ts';

/** What one request reads at most: pages of 1 MB of the table, and ms. */
const mostPages = 8;
const longestMs = 10_000;

/** Messages of an answer at most: of 50 recipients each, they stay below Lambda's 6 MB. */
const mostFound = 100;

const foundSchema = z.strictObject({
  messageId: z.string(),
  state: z.enum(messageStates),
  stream: z.nullable(z.string()),
  firstSeenAt: z.nullable(time),
  recipients: z
    .record(z.string(), z.string())
    .check(z.describe('Canonical address of each recipient, and its state.')),
});

const toFound = ({ status, stream, firstSeenAtMs }: FoundMessage): z.infer<typeof foundSchema> => ({
  messageId: status.messageId,
  state: status.state,
  stream: stream ?? null,
  firstSeenAt: firstSeenAtMs === undefined ? null : new Date(firstSeenAtMs).toISOString(),
  recipients: { ...status.recipients },
});

const search = z
  .strictObject({
    recipient: z.optional(emailAddress),
    from: z.optional(time),
    to: z.optional(time),
    state: z.optional(z.enum(messageStates)),
    cursor: z.optional(cursor),
    limit: z._default(z.int().check(z.minimum(1), z.maximum(mostFound)), mostFound),
  })
  .check(
    z.refine(
      ({ from, to }) => from === undefined || to === undefined || Date.parse(from) < Date.parse(to),
      { path: ['to'], message: 'is not later than from; correct one of them' },
    ),
  );

const searchRoute = route(
  {
    place: 'tenant',
    path: '/messages/search',
    method: 'post',
    operationId: 'searchMessages',
    tag: 'Messages',
    summary: 'Messages of the last 90 days by recipient, time or state, part by part',
    right: 'view',
    pathNames: noNames,
    query: noQuery,
    body: search,
    answers: {
      200: {
        description:
          'What this part of the table has, newest first; a part may have nothing. `next` goes on.',
        schema: z.strictObject({
          messages: z.array(foundSchema),
          next: z.nullable(z.string()),
          complete: z
            .boolean()
            .check(z.describe('Whether the table has been looked through to its end.')),
          unreadable: z
            .int()
            .check(z.describe('Messages of this part that cannot be read; the log tells of each.')),
        }),
      },
      ...busyAnswer,
    },
  },
  async ({ tenantId, body }, ports) => {
    const id = body.cursor === undefined ? undefined : fromCursor(body.cursor);
    const after = id === undefined ? undefined : await ports.searchPlaces.find(tenantId, id);
    if (body.cursor !== undefined && after === undefined)
      return invalid([
        'cursor: is of no search of the last hour; take it from next of the part before, or begin again',
      ]);
    return withPermit(ports, 'search', tenantId, () => searchPart(tenantId, body, after, ports));
  },
);

const searchPart = async (
  tenantId: string,
  { recipient, from, to, state, limit }: z.infer<typeof search>,
  after: string | undefined,
  ports: ApiPorts,
) => {
  const { scanMessages: scan, searchPlaces, now, log } = ports;
  const part = await searchMessages(
    { scan, now },
    { tenantId, recipient, fromMs: msOf(from), untilMs: msOf(to), state },
    after,
    { found: limit, pages: mostPages, untilMs: now() + longestMs },
  );
  for (const { message } of part.unreadable) log('error', message);
  return done({
    messages: part.found.map(toFound),
    next: part.next === undefined ? null : toCursor(await searchPlaces.keep(tenantId, part.next)),
    complete: part.next === undefined,
    unreadable: part.unreadable.length,
  });
};

const msOf = (iso: string | undefined): number | undefined =>
  iso === undefined ? undefined : Date.parse(iso);

export const messageSearchRoutes = [searchRoute];
