import type { EventFact } from './event-fact.ts';
import type { PipelineEvent } from './pipeline-event.ts';

/**
 * Publishes facts for services. Never rejects, and takes no longer than a few seconds.
 *
 * @param withinMs - no request begins later than this; ms
 * @returns the facts that are not published: those that may be when they come `again`, and those that
 * are `lost`
 */
export type PublishFacts = (
  facts: readonly EventFact[],
  withinMs?: number,
) => Promise<ReadonlyMap<EventFact, Unpublished>>;

export type Unpublished = 'again' | 'lost';

/** Why an event was not published. */
export interface PublishFailure {
  /** Index of the event in its batch. */
  readonly index: number;
  readonly kind: /** The next try may succeed. */
    | 'unreachable'
    /** Nothing is published until a person corrects the setup. */
    | 'setup'
    /** This event is never taken; others are. */
    | 'event';
  /** Code of AWS. */
  readonly code: string;
}

/** A topic or a bus. */
export interface EventTarget {
  /** `SNS topic` or `EventBridge bus`, for the log. */
  readonly name: string;
  /**
   * Publishes a batch of ten events at the most. Never rejects.
   *
   * @returns the failures; empty when all events are published
   */
  readonly publish: (events: readonly PipelineEvent[]) => Promise<readonly PublishFailure[]>;
}
