import type { MessageKey } from '../../shared/ports.ts';
import type { Container } from '../models/container.ts';
import type { Service } from '../models/service.ts';
import type { World } from './world.ts';

type Store = World['messages']['store'];

export const subjectOfKey = (key: MessageKey): string => `${key.tenantId}#${key.messageId}`;

/**
 * The messages table as a container reaches it, with each write held against the promises.
 *
 * @param onUnreachable - told of each message about which the table could not be written
 */
export const messagePorts = (
  world: World,
  container: Container,
  table: Service,
  onUnreachable: (subject: string) => void = () => undefined,
): Store => {
  const { store, items } = world.messages;
  const { journal } = world;

  const write = <T>(key: MessageKey, what: string, effect: () => Promise<T>): Promise<T> => {
    const subject = subjectOfKey(key);
    const request = {
      item: `message ${subject}`,
      kind: 'write',
      effect: async () => {
        const result = await effect();
        journal.note(subject, what);
        const item = items.get(subject);
        if (item !== undefined)
          world.audits.items.written(subject, {
            sent: item.sent,
            events: item.events,
            attempts: item.attempts,
            planParts: item.plan?.length,
            outcome: item.outcome?.state,
          });
        return result;
      },
    } as const;
    return table.call(container, request).catch((error: unknown) => {
      onUnreachable(subject);
      throw error;
    });
  };

  return {
    findProgress: (keys) => table.call(container, { item: 'messages', kind: 'read', effect: () => store.findProgress(keys) }),
    claimPart: (claim) =>
      write(claim.key, `${claim.owner} claims part ${claim.part}`, async () => {
        const answer = await store.claimPart(claim);
        if (answer.kind !== 'claimed') journal.note(subjectOfKey(claim.key), `part ${claim.part} is ${answer.kind}`);
        return answer;
      }),
    recordSent: (key, part, id, atMs) => write(key, `part ${part} is recorded as sent, ${id}`, () => store.recordSent(key, part, id, atMs)),
    releaseClaim: (key, part) => write(key, `part ${part} is released`, () => store.releaseClaim(key, part)),
    recordUnknown: (key, part, atMs) => write(key, `part ${part} is unknown`, () => store.recordUnknown(key, part, atMs)),
    changePlan: (key, from, to) => write(key, `the plan has ${to.length} parts`, () => store.changePlan(key, from, to)),
    recordOutcome: (outcome) => write(outcome.key, `outcome ${outcome.state}`, () => store.recordOutcome(outcome)),
    recordEvents: (events) =>
      write(events.key, `events ${events.events.map(({ kind, sesMessageId }) => `${kind} of ${sesMessageId}`).join(', ')}`, () =>
        store.recordEvents(events),
      ),
    beginTry: (id) => table.call(container, { item: `try ${id}`, kind: 'write', effect: () => store.beginTry(id) }),
    endTry: (id) => table.call(container, { item: `try ${id}`, kind: 'write', effect: () => store.endTry(id) }),
    findMessageBySesId: (id) =>
      table.call(container, { item: 'messages by SES id', kind: 'read', effect: () => store.findMessageBySesId(id) }),
  };
};
