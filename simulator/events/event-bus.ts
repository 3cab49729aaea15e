import type { Random } from '../../shared/system/ports.ts';
import { drawEventCopies, type Faults } from '../account/faults.ts';
import { isoTime } from './iso-time.ts';

/** An event of SES for the default event bus of EventBridge. */
export interface BusEvent {
  readonly detailType: string;
  /** ARNs. */
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
  /** Epoch milliseconds. */
  readonly atMs: number;
}

/** Puts an event on the bus; rejects when the bus does not take it. */
export type PutEvent = (event: BusEvent) => Promise<void>;

/** The default event bus of the account, as SES writes to it: best effort, in no order. */
export interface EventBus {
  readonly announce: (event: BusEvent) => void;
  /** Events that are not on the bus yet. */
  readonly pending: () => number;
  /** Drops events that are not on the bus yet. */
  readonly close: () => void;
}

export interface EventBusOptions {
  readonly put: PutEvent;
  readonly faults: () => Faults;
  readonly random: Random;
}

export const createEventBus = ({ put, faults, random }: EventBusOptions): EventBus => {
  const waiting = new Set<NodeJS.Timeout>();
  let onTheWay = 0;
  const send = async (event: BusEvent): Promise<void> => {
    onTheWay += 1;
    // Best effort: an event that the bus does not take is lost, as with SES.
    await put(event).catch(() => undefined);
    onTheWay -= 1;
  };
  return {
    announce: (event) => {
      for (const delayMs of drawEventCopies(faults(), random)) {
        const timer = setTimeout(() => {
          waiting.delete(timer);
          void send(event);
        }, delayMs);
        waiting.add(timer);
      }
    },
    pending: () => waiting.size + onTheWay,
    close: () => {
      for (const timer of waiting) clearTimeout(timer);
      waiting.clear();
    },
  };
};

/** Longest wait for the bus to take an event; ms. */
const timeoutMs = 5_000;

/**
 * Puts events on a bus by the API of EventBridge.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export const putEventsAt =
  (endpoint: string): PutEvent =>
  async ({ detailType, resources, detail, atMs }) => {
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSEvents.PutEvents',
      },
      body: JSON.stringify({
        Entries: [
          {
            Source: 'aws.ses',
            DetailType: detailType,
            Resources: resources,
            Detail: JSON.stringify(detail),
            Time: isoTime(atMs),
          },
        ],
      }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`The event bus answers ${answer.status}.`);
  };
