import * as z from 'zod/mini';
import { keptIdForm } from '../../../shared/feedback/foreign-mail.ts';
import { readStatus } from '../../../shared/messages/read-status.ts';
import { describeWhole, keysOfWhole, mayBeWhole } from '../../../shared/messages/whole-status.ts';
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

const wholeSchema = z.strictObject({
  messageId: z.string(),
  tenantId: z.string(),
  states: z
    .record(z.string(), z.number())
    .check(z.describe('Number of its known messages by their state.')),
  messages: z
    .array(z.strictObject({ messageId: z.string(), state: z.string() }))
    .check(z.describe('Without those that still wait in their queue, or have an id of their own.')),
  reasons: z.array(z.string()),
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
      200: {
        description: 'What is known of it; of one to several destinations, of each.',
        schema: z.union([statusSchema, wholeSchema]),
      },
      404: {
        description: 'It waits in its queue, or never was, or is older than 90 days.',
        schema: z.unknown(),
      },
    },
  },
  async ({ tenantId, path: { messageId } }, { findMessages }) => {
    const key = { tenantId, messageId };
    const [item] = await findMessages([key]);
    const own = item && readStatus(item);
    if (own instanceof UnreadableItem) throw own;
    const whole = mayBeWhole(own)
      ? describeWhole(key, own, (await findMessages(keysOfWhole(key))).map(readStatus))
      : undefined;
    const status = whole ?? own;
    return status === undefined
      ? notFound(
          'Nothing is known of the message: it still waits in its queue, or never was, or is older than 90 days.',
        )
      : done(status);
  },
);

export const messageRoutes = [getMessage];
