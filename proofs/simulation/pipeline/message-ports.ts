import { messagePk } from '../../../shared/aws/messages/message-key.ts';
import { type MessageTable, messageTable } from '../../../shared/aws/messages/message-table.ts';
import type { FeedbackEvent } from '../../../shared/feedback/feedback-event.ts';
import { partOf } from '../../../shared/feedback/part-of.ts';
import type { MessageKey, Outcome } from '../../../shared/messages/ports.ts';
import type { Move } from '../checks/life-audit.ts';
import type { Container } from '../models/container.ts';
import { documentsOf } from '../models/dynamodb/documents.ts';
import type { Item } from '../models/dynamodb/item.ts';
import type { OnWrite } from '../models/dynamodb/writes.ts';
import type { Service } from '../models/service.ts';
import type { World } from './world.ts';

export const subjectOfKey = messagePk;

const eventOfOutcome = {
  rejected: 'reject',
  failed: 'fail',
  suppressed: 'suppress',
  expired: 'expire',
  held: 'hold',
} as const satisfies Record<Outcome['state'], Move['event']>;

export interface MessagePortsOptions {
  readonly service: Service;
  /** True time at which the run that is under way began. */
  readonly runStartedMs: () => number;
  /** Told of each message about which the table could not be written. */
  readonly onUnreachable: (subject: string) => void;
}

/** A move, without what all moves of a run have in common. */
type Step = Omit<Move, 'runStartedMs'>;

/**
 * The messages table as a container reaches it, with each write held against the promises.
 */
export const messagePorts = (
  world: World,
  container: Container,
  { service, runStartedMs, onUnreachable }: MessagePortsOptions,
): MessageTable => {
  const { journal, audits, database } = world;
  const { now } = container.clock;
  const through = (onWrite?: OnWrite): MessageTable =>
    messageTable(
      documentsOf(database, { container, service, ...(onWrite === undefined ? {} : { onWrite }) }),
      'messages',
      now,
    );
  const plain = through();

  /**
   * @param moves - what a write that leaves this item means; undefined for one that moves no mail
   */
  const watched = <T>(
    key: MessageKey,
    what: string,
    moves: (after: Item) => readonly Step[],
    act: (table: MessageTable) => Promise<T>,
  ): Promise<T> => {
    const subject = subjectOfKey(key);
    const onWrite: OnWrite = (_table, before, after) => {
      // Further parts have their SES id in an item of its own.
      if (after?.get('pk') !== subject) return;
      journal.note(subject, what);
      audits.items.written(subject, before, after);
      for (const move of moves(after))
        audits.life.written(subject, before, after, { ...move, runStartedMs: runStartedMs() });
    };
    return act(through(onWrite)).catch((error: unknown) => {
      onUnreachable(subject);
      throw error;
    });
  };

  const movesOf = (events: readonly FeedbackEvent[]): readonly Step[] =>
    events.flatMap((event) => {
      const part = partOf(event);
      return part === undefined ? [] : [{ part, event: 'accepted-by-ses', nowMs: now() }];
    });

  return {
    ...plain,
    claimPart: async (claim) => {
      const { key, part, nowMs } = claim;
      // A claim by a plan that is no longer the message's is given back at once.
      const moves = (after: Item): readonly Step[] => [
        { part, nowMs, event: after.has(`lease${part}`) ? 'claim' : 'give-back' },
      ];
      const answer = await watched(key, `${claim.owner} claims part ${part}`, moves, (table) =>
        table.claimPart(claim),
      );
      if (answer.kind !== 'claimed')
        journal.note(subjectOfKey(key), `part ${part} is ${answer.kind}`);
      return answer;
    },
    recordSent: (key, part, id, atMs) =>
      watched(
        key,
        `part ${part} is recorded as sent, ${id}`,
        () => [{ part, event: 'accept', nowMs: atMs }],
        (table) => table.recordSent(key, part, id, atMs),
      ),
    releaseClaim: (key, part) =>
      watched(
        key,
        `part ${part} is released`,
        () => [{ part, event: 'give-back', nowMs: now() }],
        (table) => table.releaseClaim(key, part),
      ),
    recordUnknown: (key, part, atMs) =>
      watched(
        key,
        `part ${part} is unknown`,
        () => [{ part, event: 'lose', nowMs: atMs }],
        (table) => table.recordUnknown(key, part, atMs),
      ),
    changePlan: (key, from, to, unknownCalls) =>
      watched(
        key,
        `the plan has ${to.length} parts`,
        () => [],
        (table) => table.changePlan(key, from, to, unknownCalls),
      ),
    correctMessage: (key, from, to) =>
      watched(
        key,
        'its id passes to another mail',
        () => [],
        (table) => table.correctMessage(key, from, to),
      ),
    recordConflict: (key, atMs) =>
      watched(
        key,
        'another mail came under its id',
        () => [],
        (table) => table.recordConflict(key, atMs),
      ),
    recordOutcome: (outcome) =>
      watched(
        outcome.key,
        `outcome ${outcome.state}`,
        () => {
          if (outcome.state === 'failed' && outcome.part !== undefined)
            audits.mail.refuse(
              subjectOfKey(outcome.key),
              String(outcome.part),
              outcome.refusedCopyMs ?? 0,
            );
          return [
            { part: outcome.part, event: eventOfOutcome[outcome.state], nowMs: outcome.atMs },
          ];
        },
        (table) => table.recordOutcome(outcome),
      ),
    recordEvents: ({ key, events }) =>
      watched(
        key,
        `events ${events.map(({ kind, sesMessageId }) => `${kind} of ${sesMessageId}`).join(', ')}`,
        () => {
          for (const { kind, atMs } of events) if (kind === 'send') audits.mail.sendRecorded(atMs);
          return movesOf(events);
        },
        (table) => table.recordEvents({ key, events }),
      ),
  };
};
