import { messageTable } from '../../shared/aws/messages/message-table.ts';
import type { FeedbackPorts } from '../../shared/feedback/record-events.ts';
import { parseMessageItem } from '../../shared/messages/message-record.ts';
import { describeMessage } from '../../shared/messages/message-state.ts';
import { memoryFeedback } from '../../tests/fakes/memory-feedback.ts';
import { createDatabase } from '../simulation/models/dynamodb/database.ts';
import { directDocuments } from '../simulation/models/dynamodb/documents.ts';
import { tableShapes } from '../simulation/pipeline/tables.ts';
import { nowMs } from './event-plan.ts';
import { type Effects, knownMails } from './expected.ts';

/** One line of the log. */
export interface Line {
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The recorders' ports in memory, and what the recorders did through them. */
export interface WatchedWorld {
  readonly ports: FeedbackPorts;
  readonly effects: () => Promise<Effects>;
  /** Bytes of the largest item of a message. */
  readonly largestItem: () => Promise<number>;
  /** Those of the log since the last time. */
  readonly takeLines: () => readonly Line[];
  /** Tags of recorded events that are no plain objects of their own. */
  readonly strangeTags: () => number;
}

const softBounceEntry = ' soft-bounce';

export const watchedWorld = (): WatchedWorld => {
  const world = memoryFeedback({ nowMs });
  const documents = directDocuments(createDatabase(tableShapes, { tellsUnchanged: false }));
  const messages = messageTable(documents, 'messages', () => nowMs);
  for (const { sesMessageId, ...key } of knownMails) world.known.set(sesMessageId, key);
  const softened = new Set<string>();
  const arrived = new Set<string>();
  const pardoned = new Set<string>();
  const noted: string[] = [];
  const unfound: string[] = [];
  const unreadable: string[] = [];
  let strangeTags = 0;
  let taken = 0;

  const ports: FeedbackPorts = {
    ...world.ports,
    liftComplaint: async (address, scope, atMs) => {
      pardoned.add(`${address} ${scope}`);
      await world.ports.liftComplaint(address, scope, atMs);
    },
    noteSoftBounce: async (bounce) => {
      softened.add(`${bounce.address} ${bounce.scope}`);
      await world.ports.noteSoftBounce(bounce);
    },
    endSoftBounces: async (arrivals, bounced) => {
      for (const { address, scope } of arrivals) arrived.add(`${address} ${scope}`);
      await world.ports.endSoftBounces(arrivals, bounced);
    },
    recordEvents: async (told) => {
      const fresh = await messages.recordEvents(told);
      for (const { eventId, kind, recipients, tags } of told.events) {
        if (Object.getPrototypeOf(tags) !== Object.prototype) strangeTags += 1;
        if (fresh.includes(eventId))
          noted.push(
            `${told.key.tenantId}#${told.key.messageId} ${kind} ${recipients.toSorted().join(',')}`,
          );
      }
      return fresh;
    },
    log: (level, message, fields) => {
      if (message === 'feedback about a mail that is not in the table')
        unfound.push(String(fields?.kind));
      if (message.startsWith('feedback names recipients that cannot be read'))
        unreadable.push(`${String(fields?.kind)} ${String(fields?.unreadable)}`);
      world.ports.log(level, message, fields);
    },
  };

  const items = async () => {
    const found: Readonly<Record<string, unknown>>[] = [];
    for await (const item of documents.scan({ TableName: 'messages' })) found.push(item);
    return found;
  };
  const engagedIn = (item: Readonly<Record<string, unknown>>): readonly string[] => {
    const { opens, clicks } = describeMessage(parseMessageItem(item)).engagement;
    return Object.entries({ open: opens, click: clicks }).flatMap(([kind, tallies]) =>
      Object.entries(tallies).flatMap(([agent, tally]) =>
        tally === null ? [] : [`${String(item.pk)} ${kind} ${agent} ${tally.count}`],
      ),
    );
  };

  return {
    ports,
    largestItem: async () =>
      Math.max(0, ...(await items()).map((item) => Buffer.byteLength(JSON.stringify(item)))),
    effects: async () => ({
      suppressed: (await world.suppressed()).filter((line) => !line.endsWith(softBounceEntry)),
      softened: [...softened].toSorted(),
      arrived: [...arrived].toSorted(),
      pardoned: [...pardoned].toSorted(),
      noted: noted.toSorted(),
      counted: world.counts
        .map(({ name, tenantId, value }) => `${name} ${tenantId} ${value}`)
        .toSorted(),
      facts: world
        .facts()
        .map(
          ({ kind, tenantId, stream, recipients }) => `${kind} ${tenantId} ${stream} ${recipients}`,
        )
        .toSorted(),
      mayBeFacts: [],
      sent: (await items())
        .flatMap((item) =>
          parseMessageItem(item).sent.map(
            ({ part, sesMessageId }) => `${String(item.pk)} ${part} ${sesMessageId}`,
          ),
        )
        .toSorted(),
      engaged: (await items()).flatMap(engagedIn).toSorted(),
      unreadable: unreadable.toSorted(),
      unfound: unfound.toSorted(),
    }),
    takeLines: () => {
      const lines = world.lines
        .slice(taken)
        .map(({ level, message, fields }) => ({ level, message, fields: fields ?? {} }));
      taken = world.lines.length;
      return lines;
    },
    strangeTags: () => strangeTags,
  };
};
