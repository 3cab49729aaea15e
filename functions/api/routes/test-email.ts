import * as z from 'zod/mini';
import type { MessageStatus } from '../../../shared/messages/message-state.ts';
import { readStatus } from '../../../shared/messages/read-status.ts';
import { UnreadableItem } from '../../../shared/system/unreadable-item.ts';
import { invalid, unavailable } from '../http/problem.ts';
import { done, noNames, noQuery, route } from '../http/route.ts';
import { busyAnswer, emailAddress } from '../http/schemas.ts';
import { withPermit } from '../permits.ts';
import type { ApiPorts } from '../ports.ts';
import { planIdempotent } from './idempotent-email.ts';

/** How long an answer waits for what becomes of a test mail; ms. API Gateway waits 30 s. */
const longestWaitMs = 24_000;
const betweenLooksMs = 500;

const outcome = z.strictObject({
  success: z.boolean().check(z.describe('Whether SES took it and, as far as known, delivered it.')),
  message: z.string().check(z.describe('What happened, and what to do, for people.')),
  messageId: z.string(),
  state: z.string(),
  reasons: z.array(z.string()),
  remedy: z.nullable(z.string()),
});

const testEmail = route(
  {
    place: 'tenant',
    path: '/communication/test-email',
    method: 'post',
    operationId: 'sendTestEmail',
    tag: 'Communication',
    summary: 'Send a test mail, and wait up to 24 seconds for what becomes of it',
    right: 'change',
    takesKey: true,
    pathNames: noNames,
    query: noQuery,
    body: z.strictObject({ testEmail: emailAddress }),
    answers: { 200: { description: 'What became of it.', schema: outcome }, ...busyAnswer },
  },
  ({ tenantId, body, idempotencyKey }, ports) =>
    withPermit(ports, 'test mail', tenantId, async () => {
      const message = { ...testMessage, to: [body.testEmail] };
      const email = planIdempotent(message, tenantId, idempotencyKey ?? `test-${ports.newId()}`);
      const [result] = await ports.enqueue([email]);
      if (result === undefined || result.kind === 'failed') return unavailable;
      if (result.kind === 'invalid') return invalid(result.problems);
      return done(outcomeOf(result.messageId, await follow(tenantId, result.messageId, ports)));
    }),
);

export const testEmailRoutes = [testEmail];

const testMessage = {
  subject: 'Test mail',
  text: 'This is a test mail. It went the way of all mail of this tenant.\n',
};

type Seen = Pick<MessageStatus, 'state' | 'reasons' | 'remedy'>;

/** States after which nothing more is waited for. */
const ends: readonly string[] = [
  'delivered',
  'bounced',
  'complained',
  'rejected',
  'failed',
  'suppressed',
  'expired',
  'held',
];

/** What is known of a message when it has ended, or when the time is over. */
const follow = async (
  tenantId: string,
  messageId: string,
  { findMessages, now, sleep }: ApiPorts,
): Promise<Seen | undefined> => {
  const untilMs = now() + longestWaitMs;
  let seen: Seen | undefined;
  for (;;) {
    const [item] = await findMessages([{ tenantId, messageId }]);
    const status = item === undefined ? undefined : readStatus(item);
    if (status instanceof UnreadableItem) throw status;
    seen = status;
    if ((seen !== undefined && ends.includes(seen.state)) || now() >= untilMs) return seen;
    await sleep(betweenLooksMs);
  }
};

const outcomeOf = (messageId: string, seen: Seen | undefined): z.infer<typeof outcome> => {
  const { state = 'waiting', reasons = [], remedy = null } = seen ?? {};
  const said = [
    messages[state] ?? `The mail is ${state}.`,
    ...reasons,
    ...(remedy === null ? [] : [remedy]),
  ];
  return {
    success: ['delivered', 'sent'].includes(state),
    message: said.join(' '),
    ...{ messageId, state, reasons: [...reasons], remedy },
  };
};

const messages: Readonly<Record<string, string>> = {
  waiting: 'The mail still waits in its queue. Look at the message again later.',
  sending: 'The mail is being sent. Look at the message again later.',
  sent: 'SES took the mail. No receiver has answered yet.',
  delivered: "The receiver's server took the mail.",
  bounced: 'The mail bounced.',
  suppressed: 'Nothing was sent, because the address is on the suppression list.',
  held: 'The mail is held, because the tenant is paused or switched off.',
  rejected: 'The mail was refused before it was sent.',
  failed: 'SES refused the mail.',
};
