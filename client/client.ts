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
import {
  type EnqueuePorts,
  enqueueEmails as enqueueAll,
  type EnqueueResult as ResultFor,
} from '../shared/enqueue/enqueue-emails.ts';
import { type Email, planEmail, withId } from '../shared/enqueue/plan-email.ts';
import { newId, random, systemClock } from '../shared/system/clock.ts';

export type { Email };

/**
 * What became of one message: `queued`, `invalid` with its problems, or `failed`, to be enqueued
 * again later.
 */
export type EnqueueResult = ResultFor<Email>;

/**
 * A stage by its name, or `queues` (URLs or names) and `payloadBucket`; what else is left out the
 * SDK finds as it always does.
 */
export type PipelineOptions = PipelinePlace & ProducerConnection;

/** A pipeline that messages can be put into; keep it, for it holds connections. */
export interface Pipeline {
  readonly ports: EnqueuePorts;
}

/** Nothing is sent yet, so it does not fail. */
export const connectPipeline = (options: PipelineOptions): Pipeline => ({
  ports: { ...producerPorts(connectProducer(options), options), clock: systemClock, random, newId },
});

/**
 * Puts messages on the queues of their streams, validated by the pipeline's own rules before the
 * first is sent, in as few calls as SQS allows, and tried again where that may help. A message of
 * more than 1 MiB goes through the payload bucket.
 *
 * @returns one result per message, in their order; it does not reject for what happens to messages
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
 * Everything that is wrong with a message; empty when the pipeline would take it. Nothing is sent.
 */
export const checkEmail = async (message: Email): Promise<readonly string[]> => {
  const plan = await planEmail(withId(message, newId), {
    nowMs: systemClock.now(),
    newId,
    payloadBucket: async () => 'any',
  });
  return plan.kind === 'invalid' ? plan.problems : [];
};
