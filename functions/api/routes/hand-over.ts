import * as z from 'zod/mini';
import type { EnqueueResult } from '../../../shared/enqueue/enqueue-emails.ts';
import type { Principal } from '../auth/roles.ts';
import type { ApiPorts } from '../ports.ts';
import { checkEmails } from './check-emails.ts';
import type { PlannedEmail } from './idempotent-email.ts';

/** A message that its queue has. */
export const accepted = z.strictObject({
  messageId: z.string(),
  tenantId: z.string(),
  stream: z.string(),
});

/** What became of one of several messages. */
export const messageResult = z.union([
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

type MessageResult = z.infer<typeof messageResult>;

/**
 * Checks messages and puts those that may go on their queues, each by itself.
 *
 * @returns one result per message, in their order
 * @throws when a table cannot be read
 */
export const handOver = async (
  ports: ApiPorts,
  principal: Principal,
  emails: readonly PlannedEmail[],
): Promise<readonly MessageResult[]> => {
  const refusals = await checkEmails(ports, principal, emails);
  const queued = emails.filter((email) => !refusals.has(email));
  const results = new Map(
    (await ports.enqueue(queued)).map((result, index) => [queued[index], toResult(result)]),
  );
  return emails.map((email) => {
    const refusal = refusals.get(email);
    return refusal === undefined
      ? (results.get(email) ?? { status: 'failed', messageId: idOf(email) })
      : { status: refusal.kind, messageId: idOf(email), errors: [refusal.problem] };
  });
};

const idOf = ({ messageId }: PlannedEmail): string =>
  typeof messageId === 'string' ? messageId : '';

const toResult = (result: EnqueueResult<unknown>): MessageResult => {
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
