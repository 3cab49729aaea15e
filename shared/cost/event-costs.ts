import { prices } from '../prices/prices.ts';

/** What a run has to publish of its mail, where pipeline events are on. */
export interface EventsOfMail {
  readonly mails: number;
  /** Batches in which the sender took them: one call for ten of a batch. */
  readonly batches: number;
  /** Deliveries, which the recorder takes in large batches: one call for ten. */
  readonly deliveries: number;
  /** Bounces and complaints: one call each. */
  readonly returns: number;
}

/** What pipeline events add to a million mails; US dollars. */
export interface EventCosts {
  readonly eventsPerMail: number;
  readonly callsPerMail: number;
  readonly snsPerMillion: number;
  readonly eventBridgePerMillion: number;
}

const eventsPerCall = 10;
const million = 1_000_000;

/**
 * Reckons what pipeline events add. SNS bills a call of ten small events as one, EventBridge bills
 * each event.
 */
export const eventCosts = ({ mails, batches, deliveries, returns }: EventsOfMail): EventCosts => {
  const calls = Math.max(batches, mails / eventsPerCall) + deliveries / eventsPerCall + returns;
  const events = mails + deliveries + returns;
  const dollars = (units: number, { dollars: each, per }: { dollars: number; per: number }) =>
    ((units / mails) * million * each) / per;
  return {
    eventsPerMail: events / mails,
    callsPerMail: calls / mails,
    snsPerMillion: dollars(calls, prices.snsPublish),
    eventBridgePerMillion: dollars(events, prices.eventBridgeEvent),
  };
};
