import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { withoutAddresses } from '../privacy/without-addresses.ts';
import { flag, readEnvironment, text } from './environment.ts';
import { log, logger } from './logger.ts';
import { type Counter, createCounter, figuresToStdout, publishWithPowertools } from './metrics.ts';

/** What a function is told of its run. */
export interface Invocation {
  /** How long until Lambda ends the run; ms. */
  readonly remainingMs: () => number;
  /** Names the run. */
  readonly requestId: string;
}

/** Kept by a function that failed, without what the original error may tell of a mail. */
class FunctionFailed extends Error {
  override readonly name = 'FunctionFailed';
}

let counter: Counter | undefined;

/** The metrics of this container; made on first use, so that a failed start is tried again. */
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
      : 'Something was thrown that is no error.',
  );

const flushMetrics = {
  after: () => containerCounter().flush(),
  onError: () => containerCounter().flush(),
};

const logContext = {
  before: ({ context }: { context: Context }) => logger.addContext(context),
};

/** Lambda writes what a function throws to the log, so what is thrown has no address in it. */
const hideMail = {
  onError: (request: { error: unknown }) => {
    const what = describe(request.error);
    log('error', 'The function failed.', { cause: what });
    request.error = new FunctionFailed(what);
  },
};

/**
 * A Lambda handler round `work`: log context, metrics flushed after each run, errors without
 * addresses.
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
