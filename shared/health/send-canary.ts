import { canaryKey, canaryMail } from '../canary/canary-mail.ts';
import type { EnqueueResult } from '../enqueue/enqueue-emails.ts';
import type { MessageKey } from '../messages/ports.ts';
import { readStatus } from '../messages/read-status.ts';
import type { Clock } from '../system/ports.ts';
import { UnreadableItem } from '../system/unreadable-item.ts';
import { canaryMs } from './checks/canary.ts';
import type { SendCanary } from './looks.ts';
import type { CanaryResult } from './ports.ts';

/** Time between two looks at the messages table; ms. */
const lookAgainMs = 1_000;

export interface CanaryPorts {
  readonly enqueue: (
    messages: readonly Readonly<Record<string, unknown>>[],
  ) => Promise<readonly EnqueueResult[]>;
  /** The item of a message in the messages table; undefined while there is none. */
  readonly find: (key: MessageKey) => Promise<Readonly<Record<string, unknown>> | undefined>;
  readonly newId: () => string;
  readonly clock: Clock;
}

/** States after which no delivery comes. */
const ends: readonly string[] = [
  'bounced',
  'complained',
  'rejected',
  'failed',
  'suppressed',
  'expired',
  'held',
];

/**
 * Queues a canary, as the scheduled ones are, and waits until the pipeline has recorded its delivery:
 * queue, sender, SES, topic, recorder. It is counted nowhere, charges no tenant, and is not sent any
 * more when nobody waits for it.
 *
 * @throws as the SDK does, when the queue or the table cannot be reached
 */
export const canarySender =
  ({ enqueue, find, newId, clock }: CanaryPorts): SendCanary =>
  async (from) => {
    const startedAtMs = clock.now();
    const id = `doctor${newId().replaceAll('-', '')}`;
    const round = { id, startedAtMs, expiresAtMs: startedAtMs + canaryMs };
    const { messageId, tenantId } = canaryKey('delivery', round);
    const [queued] = await enqueue([canaryMail('delivery', round, from)]);
    if (queued?.kind === 'invalid') return ended(messageId, 'invalid', queued.problems.join('; '));
    if (queued?.kind !== 'queued') {
      if (queued?.cause !== undefined) throw queued.cause;
      return ended(messageId, 'refused', `the queue refused it (${queued?.code ?? 'no answer'})`);
    }
    let state = 'waiting';
    while (clock.now() < startedAtMs + canaryMs) {
      await clock.sleepUntil(clock.now() + lookAgainMs);
      const item = await find({ tenantId, messageId });
      const status = item === undefined ? undefined : readStatus(item);
      if (status === undefined || status instanceof UnreadableItem) continue;
      ({ state } = status);
      if (state === 'delivered')
        return { kind: 'delivered', messageId, tookMs: clock.now() - startedAtMs };
      if (ends.includes(state))
        return ended(messageId, state, status.reasons.join('; ') || 'no reason is recorded');
    }
    return { kind: 'late', messageId, state };
  };

const ended = (messageId: string, state: string, why: string): CanaryResult => ({
  kind: 'ended',
  messageId,
  state,
  why,
});
