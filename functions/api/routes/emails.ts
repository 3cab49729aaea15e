import * as z from 'zod/mini';
import { messageLimits } from '../../../shared/email/message-limits.ts';
import { bulkMessageSchema, emailMessageSchema } from '../../../shared/email/message-schema.ts';
import { hasDestinations, unfoldEmail } from '../../../shared/enqueue/unfold-email.ts';
import { mayDo, type Principal } from '../auth/roles.ts';
import { conflict, forbidden, invalid, unavailable } from '../http/problem.ts';
import { type Answer, done, noNames, noQuery, route } from '../http/route.ts';
import type { ApiPorts } from '../ports.ts';
import { accepted, handOver, messageResult } from './hand-over.ts';
import { type PlannedEmail, planIdempotent } from './idempotent-email.ts';

/** Bytes of a request: what Lambda takes of one is 6 MB, with a body in base64. */
export const longestBody = 4_000_000;

/** Its own rules check a message, as they do on a queue; docs/message.md. */
export const message = z.record(z.string(), z.unknown());

/** What is shown of a message. */
export const describedMessage = z.union([emailMessageSchema, bulkMessageSchema]);

/** What is told of a message that is too big for a queue: no caller can name a bucket here. */
export const tooBig =
  'message: has more than 1 MiB; put its attachments into S3 and name them in the message, or send it with the client library';

const place = 'token';
const tag = 'Mail';

/** One result per destination, in their order. */
const acceptedBulk = z.strictObject({
  messageId: z.string().check(z.describe('Of the whole: put it again under this id.')),
  tenantId: z.string(),
  results: z.array(messageResult),
});

const sendEmail = route(
  {
    place,
    tag,
    path: '/emails',
    method: 'post',
    operationId: 'sendEmail',
    summary: 'Hand over one message, or one to several destinations, each by itself',
    right: 'send',
    pathNames: noNames,
    query: noQuery,
    body: message,
    described: describedMessage,
    takesKey: true,
    bodyBytes: longestBody,
    answers: {
      202: {
        description: 'Its queue has it. Of one with destinations: a result for each.',
        schema: z.union([accepted, acceptedBulk]),
      },
    },
  },
  async ({ tenantId, body, principal, idempotencyKey }, ports) => {
    const email = planIdempotent(body, tenantId, idempotencyKey);
    if (!mayDo(principal, 'send', email.tenantId)) return forbidden;
    return hasDestinations(email)
      ? sendToEach(email, principal, ports)
      : sendOne(email, principal, ports);
  },
);

const sendOne = async (
  email: PlannedEmail,
  principal: Principal,
  ports: ApiPorts,
): Promise<Answer> => {
  const [result] = await handOver(ports, principal, [email]);
  switch (result?.status) {
    case 'accepted': {
      const { status: _, ...answer } = result;
      return done(answer, 202);
    }
    case 'conflict':
      return conflict(result.errors.join());
    case 'invalid':
      return invalid(result.errors);
    case 'failed':
    case undefined:
      return unavailable;
    default:
      return result satisfies never;
  }
};

/** A bad destination stops no other; when it is not clear what to send to whom, nobody gets anything. */
const sendToEach = async (
  { tenantId, ...email }: PlannedEmail,
  principal: Principal,
  ports: ApiPorts,
): Promise<Answer> => {
  const messageId = String(email.messageId ?? ports.newId());
  const unfolding = unfoldEmail(email, messageId, messageLimits.unfoldedBytes);
  if (unfolding.kind === 'wrong') return invalid(unfolding.reasons);
  const emails = unfolding.messages.map((one) => ({ ...one, tenantId }));
  const results = await handOver(ports, principal, emails);
  return done({ messageId, tenantId, results }, 202);
};

const mostMessages = 100;

const sendEmails = route(
  {
    place,
    tag,
    path: '/emails/batch',
    method: 'post',
    operationId: 'sendEmails',
    summary: `Hand over up to ${mostMessages} messages; each by itself`,
    right: 'send',
    pathNames: noNames,
    query: noQuery,
    body: z.strictObject({
      messages: z
        .array(message)
        .check(
          z.minLength(1, 'is empty; send a message'),
          z.maxLength(
            mostMessages,
            `has more than ${mostMessages} messages; send several requests`,
          ),
        ),
    }),
    described: z.strictObject({
      messages: z.array(emailMessageSchema).check(z.minLength(1), z.maxLength(mostMessages)),
    }),
    takesKey: true,
    bodyBytes: longestBody,
    answers: {
      202: {
        description: 'One result per message, in their order.',
        schema: z.strictObject({ results: z.array(messageResult) }),
      },
    },
  },
  async ({ tenantId, body, principal, idempotencyKey }, ports) => {
    const emails = body.messages.map((given, index) =>
      planIdempotent(given, tenantId, idempotencyKey && `${idempotencyKey}.${index}`),
    );
    if (!emails.every((email) => mayDo(principal, 'send', email.tenantId))) return forbidden;
    return done({ results: await handOver(ports, principal, emails) }, 202);
  },
);

export const emailRoutes = [sendEmail, sendEmails];
