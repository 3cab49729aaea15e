import type { StackResource } from './ports.ts';

/** Something outside of a stack that holds on to a part of it, and would make its removal fail. */
export interface Binding {
  /** For people: `SES tenant acme uses the configuration set …`. */
  readonly what: string;
  /** Lets go. Idempotent. */
  readonly release: () => Promise<void>;
}

/** Finds what holds on to resources of a stack. */
export type FindBindings = (resources: readonly StackResource[]) => Promise<readonly Binding[]>;

/** Messages of a queue. */
export interface QueueCount {
  readonly waiting: number;
  /** Received, and not yet deleted. */
  readonly inFlight: number;
}

/** The queues of a stage, by their URLs. */
export interface QueueCounts {
  /** @returns undefined when there is no such queue */
  readonly count: (queueUrl: string) => Promise<QueueCount | undefined>;
}

/** The triggers of functions, by their UUIDs. */
export interface Triggers {
  /** Idempotent; false when Lambda is still at the last change, so it has to be asked again. */
  readonly disable: (uuid: string) => Promise<boolean>;
}
