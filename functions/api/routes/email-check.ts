import * as z from 'zod/mini';
import { checkMail } from '../../../shared/checking/check-mail.ts';
import type { CheckPorts } from '../../../shared/checking/checked-mail.ts';
import { checkRules } from '../../../shared/checking/mail-finding.ts';
import { messageLimits } from '../../../shared/email/message-limits.ts';
import { mayDo, type Principal } from '../auth/roles.ts';
import { readCheckFacts } from '../check-facts.ts';
import { forbidden } from '../http/problem.ts';
import { done, noNames, noQuery, route } from '../http/route.ts';
import type { ApiPorts } from '../ports.ts';
import { checkEmails } from './check-emails.ts';
import { describedMessage, longestBody, message, tooBig } from './emails.ts';
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
  field: z
    .string()
    .check(z.describe('Field of the message, such as to[1] or destinations[3].to[0].')),
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
    described: describedMessage,
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
        ...{ streams: ports.streams, nowMs: ports.now(), newId: ports.newId, tooBig },
        mostUnfoldedBytes: messageLimits.unfoldedBytes,
        payloadBucket: async () => undefined,
        readFacts: readCheckFacts(ports),
        readRefusals: refusalsOf(ports, principal, email.tenantId),
      }),
    );
  },
);

/** What `POST /emails` refuses besides. */
const refusalsOf =
  (ports: ApiPorts, principal: Principal, tenantId: string): CheckPorts['readRefusals'] =>
  async (messages) => {
    const emails = messages.map((one) => ({ ...one, tenantId }));
    const refusals = await checkEmails(ports, principal, emails);
    return emails.map((email) => [refusals.get(email)?.problem ?? []].flat());
  };

export const emailCheckRoutes = [checkEmail];
