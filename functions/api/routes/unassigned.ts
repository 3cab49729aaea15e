import * as z from 'zod/mini';
import type { UnassignedPlace } from '../../../shared/messages/unassigned-mail.ts';
import { fromCursor, toCursor } from '../http/cursor.ts';
import { invalid } from '../http/problem.ts';
import { done, noBody, noNames, route } from '../http/route.ts';
import { cursor, pageLimit, time } from '../http/schemas.ts';

const mailSchema = z.strictObject({
  messageId: z.string(),
  firstSeenAt: time,
  senderDomain: z.nullable(z.string()),
  claimedBy: z
    .array(z.string())
    .check(z.describe('Tenants that claim the sender; empty when none does.')),
});

/** Place of a mail in the list, as a cursor holds it. */
const placeForm = /^(?<firstSeenAt>\d{1,16}) (?<messageId>\S+)$/;

const placeOf = (text: string | undefined): UnassignedPlace | undefined => {
  const { firstSeenAt, messageId } = placeForm.exec(text ?? '')?.groups ?? {};
  return firstSeenAt === undefined || messageId === undefined
    ? undefined
    : { firstSeenAtMs: Number(firstSeenAt), messageId };
};

const listUnassignedMail = route(
  {
    place: 'token',
    path: '/unassigned',
    method: 'get',
    operationId: 'listUnassignedMail',
    tag: 'Unassigned mail',
    summary: 'Mail that SES reports on and whose sender no tenant claims, newest first',
    right: 'operate',
    pathNames: noNames,
    query: z.strictObject({ cursor: z.optional(cursor), limit: pageLimit }),
    body: noBody,
    answers: {
      200: {
        description: 'A page; `next` is null on the last.',
        schema: z.strictObject({
          mails: z.array(mailSchema),
          next: z.nullable(z.string()),
          unreadable: z
            .int()
            .check(z.describe('Mails of this page that cannot be read; the log names them.')),
        }),
      },
    },
  },
  async ({ query }, { listUnassigned, log }) => {
    const after = query.cursor === undefined ? undefined : placeOf(fromCursor(query.cursor));
    if (query.cursor !== undefined && after === undefined)
      return invalid(['cursor: is no cursor; take it from next of the page before']);
    let unreadable = 0;
    const mails: z.infer<typeof mailSchema>[] = [];
    let last: UnassignedPlace | undefined;
    let hasMore = false;
    for await (const mail of listUnassigned(({ message }) => {
      unreadable += 1;
      log('error', message);
    }, after)) {
      hasMore = mails.length === query.limit;
      if (hasMore) break;
      last = mail;
      mails.push({
        messageId: mail.messageId,
        firstSeenAt: new Date(mail.firstSeenAtMs).toISOString(),
        senderDomain: mail.senderDomain ?? null,
        claimedBy: [...mail.disputedBy],
      });
    }
    const next =
      hasMore && last !== undefined ? toCursor(`${last.firstSeenAtMs} ${last.messageId}`) : null;
    return done({ mails, next, unreadable });
  },
);

export const unassignedRoutes = [listUnassignedMail];
