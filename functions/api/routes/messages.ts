import * as z from 'zod/mini';
import { keptIdForm } from '../../../shared/feedback/foreign-mail.ts';
import { readStatus } from '../../../shared/messages/read-status.ts';
import { UnreadableItem } from '../../../shared/system/unreadable-item.ts';
import { notFound } from '../http/problem.ts';
import { done, noBody, noQuery, route } from '../http/route.ts';

const messageNames = z.object({
  messageId: z
    .string()
    .check(z.regex(keptIdForm, 'is no message id; use 1 to 128 of A-Z a-z 0-9 _ . @ -')),
});

const statusSchema = z.looseObject({
  messageId: z.string(),
  tenantId: z.string(),
  state: z.string(),
  attempts: z.number(),
  recipients: z.record(z.string(), z.string()),
  reasons: z.array(z.string()),
  remedy: z.nullable(z.string()),
  timeline: z.array(
    z.strictObject({
      at: z.nullable(z.string()),
      what: z.string(),
      detail: z.nullable(z.string()),
    }),
  ),
});

const getMessage = route(
  {
    place: 'tenant',
    path: '/messages/{messageId}',
    method: 'get',
    operationId: 'getMessage',
    tag: 'Messages',
    summary: 'What became of a message: its state, its recipients, its timeline',
    right: 'view',
    pathNames: messageNames,
    query: noQuery,
    body: noBody,
    answers: {
      200: { description: 'What is known of it.', schema: statusSchema },
      404: {
        description: 'It waits in its queue, or never was, or is older than 90 days.',
        schema: z.unknown(),
      },
    },
  },
  async ({ tenantId, path: { messageId } }, { findMessages }) => {
    const [item] = await findMessages([{ tenantId, messageId }]);
    if (item === undefined)
      return notFound(
        'Nothing is known of the message: it still waits in its queue, or never was, or is older than 90 days.',
      );
    const status = readStatus(item);
    if (status instanceof UnreadableItem) throw status;
    return done(status);
  },
);

export const messageRoutes = [getMessage];
