import type { RequestCounts } from '../../local/engines/request-counts.ts';
import type { SesControl } from '../../local/lab/ses-control.ts';
import type { Lane } from '../../shared/email/streams.ts';
import type { Part } from './measure.ts';

/** Requests so far, of the design alone. */
export interface Requests {
  readonly ledgerWrites: number;
  readonly dynamo: number;
  readonly sqs: number;
}

/** A design that is up, with its own engines and its own SES. */
export interface Subject {
  readonly ses: SesControl;
  /** Puts messages on a queue; designs without lanes have one queue. */
  readonly enqueue: (lane: Lane, ids: readonly string[]) => Promise<void>;
  /** Lets the containers receive; resolves when all of them do. */
  readonly begin: () => Promise<void>;
  /** Messages in its queues: waiting, in hand or delayed. */
  readonly countQueued: () => Promise<number>;
  /** Messages that it gave up in order, with their reasons. */
  readonly countDeadLetters: () => Promise<number>;
  readonly requests: () => Promise<Requests>;
  /** Tells the design that the account has another rate, if there is a way. */
  readonly tellRate: () => Promise<void>;
  /** Kills containers, as a crash would. */
  readonly kill: (containers: number) => void;
  /** Resolves when feedback on what was sent is dealt with too. */
  readonly settle: () => Promise<void>;
  /** Ends the containers. */
  readonly end: () => Promise<void>;
  /** Milliseconds that were billed for sending, by message; asked after `end`. */
  readonly billedMsPerMessage: (measured: {
    readonly part: Part;
    readonly acceptedInPart: number;
    readonly accepted: number;
  }) => number;
  /** Ends everything, whatever has happened. */
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

/** What was asked between two looks. */
export const requestsBetween = (before: Requests, after: Requests): Requests => ({
  ledgerWrites: after.ledgerWrites - before.ledgerWrites,
  dynamo: after.dynamo - before.dynamo,
  sqs: after.sqs - before.sqs,
});
