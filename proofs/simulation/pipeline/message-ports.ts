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
  /** True start time of the run under way. */
  readonly runStartedMs: () => number;
  /** Called for each message that could not be written to the table. */
  readonly onUnreachable: (subject: string) => void;
}

/** A move, without the fields that all moves of a run share. */
type Step = Omit<Move, 'runStartedMs'>;

/** A write to the item of a message. */
interface WatchedWrite {
  readonly key: MessageKey;
  /** For the journal. */
  readonly what: string;
  /** Moves that a write means, by the item after it; none for a write that moves no mail. */
  readonly moves: (after: Item) => readonly Step[];
}

/** The table as one container reaches it. */
interface Watch {
  readonly world: World;
  readonly now: () => number;
  /** Makes a write, and checks it against the promises at the moment it takes effect. */
  readonly watched: <T>(
    write: WatchedWrite,
    act: (table: MessageTable) => Promise<T>,
  ) => Promise<T>;
}

/** The messages table as a container reaches it; each write is checked against the promises. */
export const messagePorts = (
  world: World,
  container: Container,
  options: MessagePortsOptions,
): MessageTable => {
  const documents = documentsOf(world.database, { container, service: options.service });
  const watch = watchOf(world, container, options);
  return {
    ...messageTable(documents, 'messages', container.clock.now),
    ...claims(watch),
    ...messageWrites(watch),
    ...ends(watch),
  };
};

const noMove = (): readonly Step[] => [];

const watchOf = (
  world: World,
  container: Container,
  { service, runStartedMs, onUnreachable }: MessagePortsOptions,
): Watch => {
  const { journal, audits, database } = world;
  const { now } = container.clock;
  const through = (onWrite: OnWrite): MessageTable =>
    messageTable(documentsOf(database, { container, service, onWrite }), 'messages', now);
  return {
    world,
    now,
    watched: ({ key, what, moves }, act) => {
      const subject = subjectOfKey(key);
      const onWrite: OnWrite = (_table, before, after) => {
        // The SES ids of further parts are in items of their own.
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
    },
  };
};

/** Writes that claim a part, and that end a claim. */
const claims = ({ world, now, watched }: Watch) =>
  ({
    claimPart: async (claim) => {
      const { key, part, nowMs } = claim;
      // A claim under an outdated plan is released at once.
      const moves = (after: Item): readonly Step[] => [
        { part, nowMs, event: after.has(`lease${part}`) ? 'claim' : 'give-back' },
      ];
      const what = `${claim.owner} claims part ${part}`;
      const answer = await watched({ key, what, moves }, (table) => table.claimPart(claim));
      if (answer.kind !== 'claimed')
        world.journal.note(subjectOfKey(key), `part ${part} is ${answer.kind}`);
      return answer;
    },
    recordSent: (key, part, id, atMs) => {
      const moves = (): readonly Step[] => [{ part, event: 'accept', nowMs: atMs }];
      const what = `part ${part} is recorded as sent, ${id}`;
      return watched({ key, what, moves }, (table) => table.recordSent(key, part, id, atMs));
    },
    releaseClaim: (key, part) => {
      const moves = (): readonly Step[] => [{ part, event: 'give-back', nowMs: now() }];
      const what = `part ${part} is released`;
      return watched({ key, what, moves }, (table) => table.releaseClaim(key, part));
    },
    recordUnknown: (key, part, atMs) => {
      const moves = (): readonly Step[] => [{ part, event: 'lose', nowMs: atMs }];
      const what = `part ${part} is unknown`;
      return watched({ key, what, moves }, (table) => table.recordUnknown(key, part, atMs));
    },
  }) satisfies Partial<MessageTable>;

/** Writes about the whole message. */
const messageWrites = ({ watched }: Watch) =>
  ({
    changePlan: (key, from, to, unknownCalls) =>
      watched({ key, what: `the plan has ${to.length} parts`, moves: noMove }, (table) =>
        table.changePlan(key, from, to, unknownCalls),
      ),
    correctMessage: (key, from, to) =>
      watched({ key, what: 'its id passes to another mail', moves: noMove }, (table) =>
        table.correctMessage(key, from, to),
      ),
    recordConflict: (key, atMs) =>
      watched({ key, what: 'another mail came under its id', moves: noMove }, (table) =>
        table.recordConflict(key, atMs),
      ),
  }) satisfies Partial<MessageTable>;

/** Writes of its end: by the sender, or by SES's events. */
const ends = ({ world, now, watched }: Watch) =>
  ({
    recordOutcome: (outcome) => {
      const { key, state, part, atMs } = outcome;
      const moves = (): readonly Step[] => {
        if (state === 'failed' && part !== undefined)
          world.audits.mail.refuse(subjectOfKey(key), String(part), outcome.refusedCopyMs ?? 0);
        return [{ part, event: eventOfOutcome[state], nowMs: atMs }];
      };
      return watched({ key, what: `outcome ${state}`, moves }, (table) =>
        table.recordOutcome(outcome),
      );
    },
    recordEvents: (recorded) => {
      const { key, events } = recorded;
      const moves = (): readonly Step[] => {
        for (const { kind, atMs } of events)
          if (kind === 'send') world.audits.mail.sendRecorded(atMs);
        return movesOf(events, now());
      };
      const names = events.map(({ kind, sesMessageId }) => `${kind} of ${sesMessageId}`);
      return watched({ key, what: `events ${names.join(', ')}`, moves }, (table) =>
        table.recordEvents(recorded),
      );
    },
  }) satisfies Partial<MessageTable>;

const movesOf = (events: readonly FeedbackEvent[], nowMs: number): readonly Step[] =>
  events.flatMap((event) => {
    const part = partOf(event);
    return part === undefined ? [] : [{ part, event: 'accepted-by-ses', nowMs }];
  });
