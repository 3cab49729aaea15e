/**
 * Puts e-mails on the queues of ses-pipeline, from any service in TypeScript or JavaScript:
 * docs/clients.md.
 *
 * @example
 * ```ts
 * import { connectPipeline, enqueueEmail } from 'ses-pipeline/client';
 *
 * const pipeline = connectPipeline({ stage: 'prod' });
 * const result = await enqueueEmail(pipeline, { from: 'shop@example.com', to: ['jane@example.org'], subject: 'Hi', text: 'Hello' });
 * if (result.kind !== 'queued') throw new Error(result.kind === 'invalid' ? result.problems.join('\n') : result.code);
 * ```
 */
import {
  connectProducer,
  type ProducerConnection,
} from '../shared/aws/clients/connect-producer.ts';
import { type PipelinePlace, producerPorts } from '../shared/aws/queues/producer.ts';
import { bytesOf } from '../shared/checking/bytes-of.ts';
import { noFacts } from '../shared/checking/check-facts.ts';
import { checkMail } from '../shared/checking/check-mail.ts';
import type { CheckedMail } from '../shared/checking/checked-mail.ts';
import type { MailFinding } from '../shared/checking/mail-finding.ts';
import { type Lane, streamsWith } from '../shared/email/streams.ts';
import {
  type EnqueuePorts,
  enqueueEmails as enqueueAll,
  type EnqueueResult as ResultFor,
} from '../shared/enqueue/enqueue-emails.ts';
import { builtBytes } from '../shared/enqueue/fits-ses.ts';
import type { BulkEmail, Email } from '../shared/enqueue/plan-email.ts';
import { unfoldEmail } from '../shared/enqueue/unfold-email.ts';
import { cannotTell } from '../shared/following/path-facts.ts';
import { newId, random, systemClock } from '../shared/system/clock.ts';

export type { PipelineEvent } from '../shared/pipeline-events/pipeline-event.ts';
export {
  type ApiOptions,
  ApiProblem,
  type CommunicationConfig,
  connectApi,
  type PipelineApi,
} from './connect-api.ts';
export { readPipelineEvent } from './read-pipeline-event.ts';
export type { BulkEmail, CheckedMail, Email, MailFinding };

/**
 * Result for one message: `queued`, `invalid` with its problems, or `failed`, which may be enqueued
 * again later.
 */
export type EnqueueResult = ResultFor<Email>;

/** Result for one destination. After `failed`, put the whole again: an id is never sent twice. */
export type BulkResult = ResultFor;

/**
 * A stage's name, or `queues` (URLs or names) and `payloadBucket`. For other absent options the SDK
 * uses its defaults.
 */
export type PipelineOptions = PipelinePlace &
  ProducerConnection & {
    /**
     * SQS delivers mail of other tenants first while one tenant has a backlog. Costs $0.10 per
     * million requests to SQS. Default: false.
     */
    readonly fairTenants?: boolean;
    /**
     * Streams of the deployment's own that messages name, each with its lane:
     * `{ receipts: 'transactional' }`. Those that every deployment has need not be named.
     */
    readonly streams?: Readonly<Record<string, Lane>>;
  };

/** A connection to a pipeline's queues. Reuse it, because it holds connections. */
export interface Pipeline {
  readonly ports: EnqueuePorts;
}

/** Makes a {@link Pipeline}. It sends nothing yet and does not fail. */
export const connectPipeline = (options: PipelineOptions): Pipeline => ({
  ports: {
    ...producerPorts(connectProducer(options), options),
    isFair: options.fairTenants ?? false,
    streams: streamsWith(options.streams),
    ...{ clock: systemClock, random, newId },
  },
});

/**
 * Validates all messages by the pipeline's own rules, then puts them on the queues of their
 * streams, in as few calls as SQS allows and with retries. A message of more than 1 MiB goes
 * through the payload bucket.
 *
 * @returns one result per message, in their order; it does not reject for the failure of a message
 */
export const enqueueEmails = (
  pipeline: Pipeline,
  messages: readonly Email[],
): Promise<readonly EnqueueResult[]> => enqueueAll(pipeline.ports, messages);

/** Puts one message on the queue of its stream; see {@link enqueueEmails}. */
export const enqueueEmail = async (pipeline: Pipeline, message: Email): Promise<EnqueueResult> => {
  const [result] = await enqueueEmails(pipeline, [message]);
  if (result === undefined) throw new Error('There is no result for the message.');
  return result;
};

/**
 * Puts a message to several destinations on the queue of its stream, as one message to each: with
 * data, headers and tags of its own, and an id of its own (that of the message and `.1`, `.2`, …).
 * Give it a `messageId`, so that a repeat after a failure sends nobody a second mail.
 *
 * @returns one result per destination, in their order. An invalid one stops no other; when it is not
 * clear what to send to whom, as with more than 50, each is invalid with the same problems
 */
export const enqueueBulk = async (
  pipeline: Pipeline,
  bulk: BulkEmail,
): Promise<readonly BulkResult[]> => {
  const messageId = bulk.messageId ?? newId();
  const unfolding = unfoldEmail(bulk, messageId);
  return unfolding.kind === 'wrong'
    ? bulk.destinations.map(() => ({ kind: 'invalid', messageId, problems: unfolding.reasons }))
    : enqueueAll(pipeline.ports, unfolding.messages);
};

/**
 * Tells of a message what can be known without asking anybody, by the rules of docs/checking.md: its
 * contract, its size, its headers. What only the pipeline, SES or DNS know is among the findings as
 * `unknown`. Sends nothing.
 *
 * @param options - `streams` as {@link PipelineOptions} has them
 */
export const checkEmail = (
  message: Email | BulkEmail,
  options: Pick<PipelineOptions, 'streams'> = {},
): Promise<CheckedMail> => {
  const nowMs = systemClock.now();
  return checkMail(message, {
    ...{ streams: streamsWith(options.streams), nowMs, newId },
    payloadBucket: async () => 'any',
    readFacts: async (mail) => ({
      ...noFacts('no pipeline was asked'),
      ...{ nowMs, bytes: await bytesOf(mail, (one) => builtBytes(one, nowMs)) },
      isFreemail: cannotTell('the client library does not look it up'),
    }),
  });
};
