import * as z from 'zod/mini';
import { checkMail } from '../../../shared/checking/check-mail.ts';
import { checkRules } from '../../../shared/checking/mail-finding.ts';
import { emailMessageSchema } from '../../../shared/email/message-schema.ts';
import { mayDo } from '../auth/roles.ts';
import { readCheckFacts } from '../check-facts.ts';
import { forbidden } from '../http/problem.ts';
import { done, noNames, noQuery, route } from '../http/route.ts';
import { longestBody, message, tooBig } from './emails.ts';
import { planIdempotent } from './idempotent-email.ts';

const finding = z.strictObject({
  severity: z
    .enum(['error', 'warning', 'unknown'])
    .check(
      z.describe(
        'error: it would not be sent. warning: it would be held, reach some only, or be distrusted. unknown: it could not be judged.',
      ),
    ),
  rule: z.enum(checkRules),
  field: z.string().check(z.describe('Field of the message, such as to[1].')),
  says: z.string(),
  remedy: z.string(),
});

const checkEmail = route(
  {
    place: 'token',
    tag: 'Mail',
    path: '/emails/check',
    method: 'post',
    operationId: 'checkEmail',
    summary: 'Tell what is known of a message before it is sent, and send nothing',
    right: 'send',
    pathNames: noNames,
    query: noQuery,
    body: message,
    described: emailMessageSchema,
    takesKey: true,
    bodyBytes: longestBody,
    answers: {
      200: {
        description: 'What was found, in the order of the rules; valid when there is no error.',
        schema: z.strictObject({ valid: z.boolean(), findings: z.array(finding) }),
      },
    },
  },
  async ({ tenantId, body, principal, idempotencyKey }, ports) => {
    const email = planIdempotent(body, tenantId, idempotencyKey);
    if (!mayDo(principal, 'send', email.tenantId)) return forbidden;
    return done(
      await checkMail(email, {
        ...{ nowMs: ports.now(), newId: ports.newId, tooBig },
        payloadBucket: async () => undefined,
        readFacts: readCheckFacts(ports, principal, email),
      }),
    );
  },
);

export const emailCheckRoutes = [checkEmail];
