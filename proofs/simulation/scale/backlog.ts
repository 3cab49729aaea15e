import type { Queue } from '../models/queue.ts';
import type { World } from '../pipeline/world.ts';

const tenants = 2_000;

/** Puts mail of two thousand tenants on a queue, each for one recipient. */
export const fillBacklog = ({ audits, timeline }: World, bulk: Queue, messages: number): void => {
  for (let number = 1; number <= messages; number += 1) {
    const message = backlogMessage(number);
    const { tenantId, messageId, stream } = message;
    bulk.send(JSON.stringify(message));
    audits.mail.enqueue(`${tenantId}#${messageId}`, {
      ...{ atMs: timeline.now(), lane: 'bulk', body: '', tenantId, messageId, stream },
      ...{ mark: '{}', recipients: message.to, isValid: true, copies: 1 },
      ...{ expiresAtMs: undefined, sendAfterMs: undefined },
    });
  }
};

const backlogMessage = (number: number) => ({
  messageId: `m${number}`,
  tenantId: `t${(number % tenants) + 1}`,
  stream: 'notifications' as const,
  from: 'shop@example.com',
  to: [`good-${number}@example.org`],
  template: { name: 'welcome', data: {} },
});
