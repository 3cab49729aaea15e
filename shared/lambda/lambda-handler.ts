import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { withoutAddresses } from '../privacy/without-addresses.ts';
import { flag, readEnvironment, text } from './environment.ts';
import { log, logger } from './logger.ts';
import { type Counter, createCounter, figuresToStdout, publishWithPowertools } from './metrics.ts';

/** What a function knows of its invocation. */
export interface Invocation {
  /** Time until Lambda ends the run; ms. */
  readonly remainingMs: () => number;
  /** Lambda's request id. */
  readonly requestId: string;
}

/** Error thrown in place of the original one, which may hold data of a mail. */
class FunctionFailed extends Error {
  override readonly name = 'FunctionFailed';
}

let counter: Counter | undefined;

/**
 * Wraps `work` as a Lambda handler: log context, metrics flushed after each run, and errors
 * without addresses.
 */
export const lambdaHandler = <Answer>(
  work: (event: unknown, invocation: Invocation) => Promise<Answer>,
) =>
  middy<unknown, Answer, Error, Context>()
    .use(hideMail)
    .use(flushMetrics)
    .use(logContext)
    .handler((event, context) =>
      work(event, {
        remainingMs: () => context.getRemainingTimeInMillis(),
        requestId: context.awsRequestId,
      }),
    );

/**
 * Metrics of this container. Created on first use, not at import, so that a start with a bad
 * environment is tried again.
 */
export const containerCounter = (): Counter => {
  if (counter === undefined) {
    const { STAGE, METRICS_NAMESPACE, DETAILED_METRICS } = readEnvironment(
      z.object({ STAGE: text, METRICS_NAMESPACE: text, DETAILED_METRICS: flag }),
    );
    counter = createCounter(
      { stage: STAGE, isDetailed: DETAILED_METRICS },
      publishWithPowertools(METRICS_NAMESPACE),
      figuresToStdout,
    );
  }
  return counter;
};

const describe = (error: unknown): string =>
  withoutAddresses(
    error instanceof Error
      ? `${error.name}: ${error.message}`
      : 'A value was thrown that is not an Error.',
  );

const flushMetrics = {
  after: () => containerCounter().flush(),
  onError: () => containerCounter().flush(),
};

const logContext = {
  before: ({ context }: { context: Context }) => logger.addContext(context),
};

/** Removes addresses from what a function throws, because Lambda writes it to the log. */
const hideMail = {
  onError: (request: { error: unknown }) => {
    const what = describe(request.error);
    log('error', 'The function failed.', { cause: what });
    request.error = new FunctionFailed(what);
  },
};
