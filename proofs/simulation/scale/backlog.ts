import type { Queue } from '../models/queue.ts';
import type { World } from '../pipeline/world.ts';

const tenants = 2_000;

/** Waiting mail of one tenant. */
export interface Backlog {
  readonly tenantId: string;
  readonly messages: number;
}

/**
 * Puts mail on a queue, each for one recipient: of two thousand tenants of the pipeline's account,
 * and evenly among it that of tenants with accounts of their own.
 */
export const fillBacklog = (
  world: World,
  bulk: Queue,
  messages: number,
  brought: readonly Backlog[] = [],
): void => {
  const own = numbers(messages).map((number) => `t${(number % tenants) + 1}`);
  put(world, bulk, [spread(own), ...brought.map(spreadOf)]);
};

/** Puts mail of these tenants on a queue, evenly among each other. */
export const fillBacklogOf = (world: World, bulk: Queue, backlogs: readonly Backlog[]): void =>
  put(world, bulk, backlogs.map(spreadOf));

interface Placed {
  readonly tenantId: string;
  readonly place: number;
}

const put = (
  { audits, timeline }: World,
  bulk: Queue,
  backlogs: readonly (readonly Placed[])[],
): void => {
  const mixed = backlogs.flat().toSorted((one, other) => one.place - other.place);
  for (const [index, { tenantId: of }] of mixed.entries()) {
    const message = backlogMessage(`${timeline.now()}-${index + 1}`, of);
    const { tenantId, messageId, stream } = message;
    bulk.send(JSON.stringify(message));
    audits.mail.enqueue(`${tenantId}#${messageId}`, {
      ...{ atMs: timeline.now(), lane: 'bulk', body: '', tenantId, messageId, stream },
      ...{ mark: '{}', recipients: message.to, isValid: true, copies: 1 },
      ...{ expiresAtMs: undefined, sendAfterMs: undefined },
    });
  }
};

const numbers = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => index + 1);

/** Places for some mail, evenly between 0 and 1. */
const spread = (tenantIds: readonly string[]): readonly Placed[] =>
  tenantIds.map((tenantId, index) => ({ tenantId, place: (index + 0.5) / tenantIds.length }));

const spreadOf = ({ tenantId, messages }: Backlog): readonly Placed[] =>
  spread(Array<string>(messages).fill(tenantId));

const backlogMessage = (number: string, tenantId: string) => ({
  messageId: `m${number}`,
  tenantId,
  stream: 'notifications' as const,
  from: 'shop@example.com',
  to: [`good-${number}@example.org`],
  template: { name: 'welcome', data: {} },
});
