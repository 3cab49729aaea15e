import { messageTable } from '../../shared/aws/messages/message-table.ts';
import { suppressionTable } from '../../shared/aws/suppressions/suppression-table.ts';
import type { FeedbackPorts } from '../../shared/feedback/feedback-batch.ts';
import { createDatabase } from '../simulation/models/dynamodb/database.ts';
import { directDocuments } from '../simulation/models/dynamodb/documents.ts';
import { tableShapes } from '../simulation/pipeline/tables.ts';
import type { Effects } from './effects.ts';
import { nowMs } from './event-times.ts';
import { watchedEffects } from './watched-effects.ts';
import { type Line, newWatch, watchedPorts } from './watched-ports.ts';

/** The recorders' ports over tables in memory, and a record of their use. */
export interface WatchedWorld {
  readonly ports: FeedbackPorts;
  readonly effects: () => Promise<Effects>;
  /** Size of the largest message item; bytes. */
  readonly largestItem: () => Promise<number>;
  /** Takes the log lines since the last call. */
  readonly takeLines: () => readonly Line[];
  /** Number of recorded events whose tags are not plain objects. */
  readonly strangeTags: () => number;
}

export const watchedWorld = (): WatchedWorld => {
  const documents = directDocuments(createDatabase(tableShapes, { tellsUnchanged: false }));
  const messages = messageTable(documents, 'messages', () => nowMs);
  const suppressions = suppressionTable(documents, 'suppressions');
  const watch = newWatch();
  const items = () => allOf(documents.scan({ TableName: 'messages' }));
  let taken = 0;
  return {
    ports: watchedPorts(watch, { messages, suppressions }),
    largestItem: async () =>
      Math.max(0, ...(await items()).map((item) => Buffer.byteLength(JSON.stringify(item)))),
    effects: async () => watchedEffects(watch, await allOf(suppressions.list({})), await items()),
    takeLines: () => {
      const lines = watch.lines.slice(taken);
      taken = watch.lines.length;
      return lines;
    },
    strangeTags: () => watch.strangeTags,
  };
};

const allOf = async <Thing>(things: AsyncIterable<Thing>): Promise<readonly Thing[]> => {
  const found: Thing[] = [];
  for await (const thing of things) found.push(thing);
  return found;
};
