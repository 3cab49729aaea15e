import type { MessageRecord } from '../../shared/email/message-record.ts';
import type { World } from './world.ts';

/** What the table holds of a message, in the form in which it is shown. */
export const recordOf = ({ messages }: Pick<World, 'messages'>, subject: string): MessageRecord | undefined => {
  const item = messages.items.get(subject);
  if (item === undefined) return undefined;
  return {
    key: item.key,
    stream: undefined,
    recipients: item.recipients,
    suppressed: item.suppressed,
    firstSeenAtMs: undefined,
    attempts: item.attempts,
    plan: item.plan,
    claimedParts: [...item.leases.keys()],
    sent: [...item.sent].map(([part, sesMessageId]) => ({ part, sesMessageId, atMs: undefined })),
    outcome: item.outcome,
    events: [...item.events.values()],
  };
};
