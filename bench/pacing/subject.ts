import type { RequestCounts } from '../../local/engines/request-counts.ts';
import type { SesControl } from '../../local/lab/ses-control.ts';
import type { Lane } from '../../shared/email/streams.ts';
import type { Part } from './measure.ts';

/** Number of requests that the design has made so far, without those of the bench. */
export interface Requests {
  readonly ledgerWrites: number;
  readonly dynamo: number;
  readonly sqs: number;
}

/** A running design with its own engines and its own simulated SES. */
export interface Subject {
  readonly ses: SesControl;
  /** Puts messages on a queue; designs without lanes have one queue. */
  readonly enqueue: (lane: Lane, ids: readonly string[]) => Promise<void>;
  /** Starts receiving; resolves when all containers do. */
  readonly begin: () => Promise<void>;
  /** Number of messages in the design's queues: waiting, in flight or delayed. */
  readonly countQueued: () => Promise<number>;
  /** Number of messages that the design gave up on purpose, with a recorded reason. */
  readonly countDeadLetters: () => Promise<number>;
  readonly requests: () => Promise<Requests>;
  /** Gives the design the account's new rate, if it takes one. */
  readonly tellRate: () => Promise<void>;
  /** Kills containers, as a crash would. */
  readonly kill: (containers: number) => void;
  /** Resolves when the feedback about the sent mail is recorded. */
  readonly settle: () => Promise<void>;
  /** Stops the containers. */
  readonly end: () => Promise<void>;
  /** Billed time of sending, per message; ms. Valid after `end`. */
  readonly billedMsPerMessage: (measured: {
    readonly part: Part;
    readonly acceptedInPart: number;
    readonly accepted: number;
  }) => number;
  /** Stops containers and engines, even after a failure. */
  readonly stop: () => Promise<void>;
}

/** Requests of the bench itself, and of setting up. */
const notOfTheDesign =
  /^(GetQueueAttributes|GetQueueUrl|CreateQueue|SetQueueAttributes|SendMessageBatch|CreateTable|DescribeTable) /;
const writes = /^(PutItem|UpdateItem|DeleteItem) /;

const sumOf = (counts: RequestCounts, isCounted: (name: string) => boolean): number =>
  Object.entries(counts).reduce(
    (sum, [name, count]) => (isCounted(name) && !notOfTheDesign.test(name) ? sum + count : sum),
    0,
  );

/**
 * Reads the counts of the engines.
 *
 * @param isOwnQueue - whether a queue also exists on AWS
 */
export const requestsOf = (
  counts: { readonly queues: RequestCounts; readonly tables: RequestCounts },
  names: { readonly ledger: string; readonly isOwnQueue: (name: string) => boolean },
): Requests => ({
  ledgerWrites: sumOf(
    counts.tables,
    (name) => writes.test(name) && name.endsWith(` ${names.ledger}`),
  ),
  dynamo: sumOf(counts.tables, () => true),
  sqs: sumOf(counts.queues, (name) => names.isOwnQueue(name.slice(name.indexOf(' ') + 1))),
});

/** Requests made between two readings. */
export const requestsBetween = (before: Requests, after: Requests): Requests => ({
  ledgerWrites: after.ledgerWrites - before.ledgerWrites,
  dynamo: after.dynamo - before.dynamo,
  sqs: after.sqs - before.sqs,
});
