import type { QueuedMessage } from '../models/message-shelf.ts';
import type { Ses } from '../models/ses.ts';

/** Counts of a measurement. */
export interface Meter {
  /** Recipients whose mail SES accepted. */
  accepted: number;
  /** Also counted during the warm-up, like receives and violations. */
  refusedForRate: number;
  violations: number;
  readonly requests: { read: number; write: number };
  /** By item. */
  readonly writes: Map<string, number>;
  batches: number;
  received: number;
  receives: number;
}

export const newMeter = (): Meter => ({
  accepted: 0,
  refusedForRate: 0,
  violations: 0,
  requests: { read: 0, write: 0 },
  writes: new Map(),
  ...{ batches: 0, received: 0, receives: 0 },
});

export const measureSes = (meter: Meter, ses: Ses, isMeasured: () => boolean): void =>
  ses.listen({
    onAccepted: ({ recipients }) => {
      if (isMeasured()) meter.accepted += recipients.length;
    },
    onRefused: (_mail, why) => {
      if (why === 'rate') meter.refusedForRate += 1;
    },
  });

export const countRequest = ({ requests, writes }: Meter, item: string, kind: 'read' | 'write') => {
  requests[kind] += 1;
  if (kind === 'write') writes.set(item, (writes.get(item) ?? 0) + 1);
};

export const countBatch = (meter: Meter, messages: readonly QueuedMessage[]): void => {
  meter.batches += 1;
  meter.received += messages.length;
  meter.receives += messages.reduce((sum, { receiveCount }) => sum + receiveCount, 0);
};

/** The item that is written most, and how often. */
export const hottestItem = ({ writes }: Meter): readonly [item: string, writes: number] =>
  [...writes].toSorted(([, one], [, other]) => other - one)[0] ?? ['none', 0];
