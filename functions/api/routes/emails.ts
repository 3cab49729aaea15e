import * as z from 'zod/mini';
import { emailMessageSchema } from '../../../shared/email/message-schema.ts';
import type { EnqueueResult } from '../../../shared/enqueue/enqueue-emails.ts';
import { mayDo } from '../auth/roles.ts';
import { conflict, forbidden, invalid, unavailable } from '../http/problem.ts';
import { done, noNames, noQuery, route } from '../http/route.ts';
import { checkEmails, type EmailRefusal } from './check-emails.ts';
import { type PlannedEmail, planIdempotent } from './idempotent-email.ts';

/** Bytes of a request: what Lambda takes of one is 6 MB, with a body in base64. */
export const longestBody = 4_000_000;

/** Its own rules check a message, as they do on a queue; docs/message.md. */
export const message = z.record(z.string(), z.unknown());

/** What is told of a message that is too big for a queue: no caller can name a bucket here. */
export const tooBig =
  'message: has more than 1 MiB; put its attachments into S3 and name them in the message, or send it with the client library';

const place = 'token';
const tag = 'Mail';

const accepted = z.strictObject({
  messageId: z.string(),
  tenantId: z.string(),
  stream: z.string(),
});

const sendEmail = route(
  {
    place,
    tag,
    path: '/emails',
    method: 'post',
    operationId: 'sendEmail',
    summary: 'Hand over one message',
    right: 'send',
    pathNames: noNames,
    query: noQuery,
    body: message,
    described: emailMessageSchema,
    takesKey: true,
    bodyBytes: longestBody,
    answers: { 202: { description: 'Its queue has it.', schema: accepted } },
  },
  async ({ tenantId, body, principal, idempotencyKey }, ports) => {
    const email = planIdempotent(body, tenantId, idempotencyKey);
    if (!mayDo(principal, 'send', email.tenantId)) return forbidden;
    const refusal = (await checkEmails(ports, principal, [email])).get(email);
    if (refusal?.kind === 'conflict') return conflict(refusal.problem);
    if (refusal !== undefined) return invalid([refusal.problem]);
    const [result] = await ports.enqueue([email]);
    if (result === undefined || result.kind === 'failed') return unavailable;
    return result.kind === 'invalid' ? invalid(result.problems) : done(acceptedOf(result), 202);
  },
);

const acceptedOf = ({
  messageId,
  tenantId,
  stream,
}: Extract<EnqueueResult, { kind: 'queued' }>): z.infer<typeof accepted> => ({
  messageId,
  tenantId,
  stream,
});

const mostMessages = 100;

const batchResult = z.union([
  z.strictObject({ status: z.literal('accepted'), ...accepted.shape }),
  z.strictObject({
    status: z.literal('invalid'),
    messageId: z.nullable(z.string()),
    errors: z.array(z.string()),
  }),
  z.strictObject({
    status: z.literal('conflict').check(z.describe('Another mail has this id.')),
    messageId: z.string(),
    errors: z.array(z.string()),
  }),
  z.strictObject({
    status: z.literal('failed').check(z.describe('Send this message again, with its id.')),
    messageId: z.string(),
  }),
]);

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
        schema: z.strictObject({ results: z.array(batchResult) }),
      },
    },
  },
  async ({ tenantId, body, principal, idempotencyKey }, ports) => {
    const emails = body.messages.map((given, index) =>
      planIdempotent(given, tenantId, idempotencyKey && `${idempotencyKey}.${index}`),
    );
    if (!emails.every((email) => mayDo(principal, 'send', email.tenantId))) return forbidden;
    const refusals = await checkEmails(ports, principal, emails);
    const queued = emails.filter((email) => !refusals.has(email));
    const results = new Map(
      (await ports.enqueue(queued)).map((result, index) => [queued[index], toResult(result)]),
    );
    const resultOf = (email: PlannedEmail) =>
      refused(email, refusals.get(email)) ?? results.get(email) ?? unanswered(email);
    return done({ results: emails.map(resultOf) }, 202);
  },
);

const idOf = ({ messageId }: PlannedEmail): string =>
  typeof messageId === 'string' ? messageId : '';

const refused = (
  email: PlannedEmail,
  refusal: EmailRefusal | undefined,
): z.infer<typeof batchResult> | undefined =>
  refusal && { status: refusal.kind, messageId: idOf(email), errors: [refusal.problem] };

const unanswered = (email: PlannedEmail): z.infer<typeof batchResult> => ({
  status: 'failed',
  messageId: idOf(email),
});

const toResult = (result: EnqueueResult<unknown>): z.infer<typeof batchResult> => {
  switch (result.kind) {
    case 'queued': {
      const { messageId, tenantId, stream } = result;
      return { status: 'accepted', messageId, tenantId, stream };
    }
    case 'invalid':
      return {
        status: 'invalid',
        messageId: result.messageId ?? null,
        errors: [...result.problems],
      };
    case 'failed':
      return { status: 'failed', messageId: result.messageId };
    default:
      return result satisfies never;
  }
};

export const emailRoutes = [sendEmail, sendEmails];
