import type { FeedbackPorts } from '../../shared/feedback/record-events.ts';
import { memoryFeedback } from '../../tests/fakes/memory-feedback.ts';
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
  /** Those of the log since the last time. */
  readonly takeLines: () => readonly Line[];
  /** Tags of recorded events that are no plain objects of their own. */
  readonly strangeTags: () => number;
}

const softBounceEntry = ' soft-bounce';

export const watchedWorld = (): WatchedWorld => {
  const world = memoryFeedback({ nowMs });
  for (const { sesMessageId, ...key } of knownMails) world.known.set(sesMessageId, key);
  const softened = new Set<string>();
  const arrived = new Set<string>();
  const pardoned = new Set<string>();
  const noted: string[] = [];
  const unfound: string[] = [];
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
      const fresh = await world.ports.recordEvents(told);
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
      world.ports.log(level, message, fields);
    },
  };

  return {
    ports,
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
