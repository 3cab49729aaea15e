import type { QueuedRecord } from '../../shared/messages/queued-record.ts';
import type { EventFact } from '../../shared/pipeline-events/event-fact.ts';

/** What a run has to publish, by the record that brought it about. */
export interface FactNotes {
  /** Notes what is recorded now: it is published when the batch is settled, whatever comes after. */
  readonly note: (record: QueuedRecord, facts: readonly EventFact[]) => void;
  /** Notes what holds once the record is done; of a record that comes again it is dropped. */
  readonly noteForEnd: (record: QueuedRecord, facts: readonly EventFact[]) => void;
  /** Facts to be published, by record. */
  readonly toPublish: (
    isDone: (record: QueuedRecord) => boolean,
  ) => ReadonlyMap<QueuedRecord, readonly EventFact[]>;
}

export const newFactNotes = (): FactNotes => {
  const now = new Map<QueuedRecord, readonly EventFact[]>();
  const atEnd = new Map<QueuedRecord, readonly EventFact[]>();
  const addTo =
    (notes: Map<QueuedRecord, readonly EventFact[]>): FactNotes['note'] =>
    (record, facts) => {
      if (facts.length > 0) notes.set(record, [...(notes.get(record) ?? []), ...facts]);
    };
  return {
    note: addTo(now),
    noteForEnd: addTo(atEnd),
    toPublish: (isDone) =>
      new Map(
        [...new Set([...now.keys(), ...atEnd.keys()])].map((record) => [
          record,
          [...(now.get(record) ?? []), ...(isDone(record) ? (atEnd.get(record) ?? []) : [])],
        ]),
      ),
  };
};
