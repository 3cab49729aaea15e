import type { RequestCounts } from '../../local/engines/request-counts.ts';
import type { SesControl } from '../../local/lab/ses-control.ts';
import type { Lane } from '../../shared/email/streams.ts';
import type { Part } from './measure.ts';

/** Requests that the design itself has made so far; those of the bench are left out. */
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
  /** Lets the containers receive messages; resolves when all of them do. */
  readonly begin: () => Promise<void>;
  /** Messages in the design's queues: waiting, in flight or delayed. */
  readonly countQueued: () => Promise<number>;
  /** Messages that the design gave up deliberately, with a recorded reason. */
  readonly countDeadLetters: () => Promise<number>;
  readonly requests: () => Promise<Requests>;
  /** Tells the design that the account's rate has changed, if the design can be told. */
  readonly tellRate: () => Promise<void>;
  /** Kills containers, as a crash would. */
  readonly kill: (containers: number) => void;
  /** Resolves when the feedback on the sent mail is recorded too. */
  readonly settle: () => Promise<void>;
  /** Ends the containers. */
  readonly end: () => Promise<void>;
  /** Time billed for sending, per message; ms. To be called after `end`. */
  readonly billedMsPerMessage: (measured: {
    readonly part: Part;
    readonly acceptedInPart: number;
    readonly accepted: number;
  }) => number;
  /** Stops containers and engines, even after a failure. */
  readonly stop: () => Promise<void>;
}

/** What is done for the bench, and what sets things up. */
const notOfTheDesign =
  /^(GetQueueAttributes|GetQueueUrl|CreateQueue|SetQueueAttributes|SendMessageBatch|CreateTable|DescribeTable) /;
const writes = /^(PutItem|UpdateItem|DeleteItem) /;

const sumOf = (counts: RequestCounts, isCounted: (name: string) => boolean): number =>
  Object.entries(counts).reduce(
    (sum, [name, count]) => (isCounted(name) && !notOfTheDesign.test(name) ? sum + count : sum),
    0,
  );

/**
 * Reads what the engines counted.
 *
 * @param isOwnQueue - tells the queues that are there on AWS too
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
