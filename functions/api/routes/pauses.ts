import * as z from 'zod/mini';
import { namesOf, type Streams, streamForm } from '../../../shared/email/streams.ts';
import { pausers, wholeTenant } from '../../../shared/tenants/pauses.ts';
import { invalid, notFound, type Problem } from '../http/problem.ts';
import { done, noBody, noNames, noQuery, route } from '../http/route.ts';
import { nothingMore, reason, time } from '../http/schemas.ts';

const scope = z
  ._default(z.union([z.literal(wholeTenant), z.string().check(z.regex(streamForm))]), wholeTenant)
  .check(z.describe('One stream; `*`, or left out: all mail of the tenant.'));

const order = z.strictObject({ scope, why: reason });

/** Refuses a stream that the deployment has not: its pause would hold nothing. */
const unknownScope = (named: string, streams: Streams): Problem | undefined =>
  named === wholeTenant || streams.has(named)
    ? undefined
    : invalid([`scope: is no stream; there are ${namesOf(streams)}`]);

const listPauses = route(
  {
    place: 'tenant',
    path: '/pauses',
    method: 'get',
    operationId: 'listPauses',
    tag: 'Pauses',
    summary: 'What is paused of a tenant',
    right: 'view',
    pathNames: noNames,
    query: noQuery,
    body: noBody,
    answers: {
      200: {
        description: 'Each pause; its mail is held.',
        schema: z.strictObject({
          pauses: z.array(
            z.strictObject({
              scope: z.string().check(z.describe('A stream, `*`, `switched-off`, or `by-ses`.')),
              by: z.enum(pausers),
              since: time,
              why: z.string(),
            }),
          ),
        }),
      },
    },
  },
  async ({ tenantId }, { tenants }) => {
    const { pauses } = await tenants.read(tenantId);
    return done({
      pauses: Object.entries(pauses).map(([of, { by, since, why }]) => ({
        ...{ scope: of, by, since: new Date(since).toISOString(), why },
      })),
    });
  },
);

const changed = { 200: { description: 'It is done.', schema: nothingMore } } as const;

const pause = route(
  {
    place: 'tenant',
    path: '/pause',
    method: 'post',
    operationId: 'pause',
    tag: 'Pauses',
    summary: 'Hold the mail of a tenant or of one of its streams',
    right: 'operate',
    pathNames: noNames,
    query: noQuery,
    body: order,
    answers: changed,
  },
  async ({ tenantId, body }, { pauses, streams, now }) => {
    const unknown = unknownScope(body.scope, streams);
    if (unknown !== undefined) return unknown;
    await pauses.pause(tenantId, body.scope, { by: 'operator', since: now(), why: body.why });
    return done({ success: true });
  },
);

const resume = route(
  {
    place: 'tenant',
    path: '/resume',
    method: 'post',
    operationId: 'resume',
    tag: 'Pauses',
    summary: 'Let the mail of a tenant go again; what is held goes out within five minutes',
    right: 'operate',
    pathNames: noNames,
    query: noQuery,
    body: order,
    answers: {
      ...changed,
      404: { description: 'There is no pause of this scope.', schema: z.unknown() },
    },
  },
  async ({ tenantId, body }, { tenants, pauses, now }) => {
    const { pauses: standing } = await tenants.read(tenantId);
    if (standing[body.scope] === undefined)
      return notFound('There is no pause of this scope; list the pauses to see what is paused.');
    const word = { by: 'operator', since: now(), why: body.why, released: false } as const;
    await pauses.resume(tenantId, body.scope, word);
    return done({ success: true });
  },
);

export const pauseRoutes = [listPauses, pause, resume];
