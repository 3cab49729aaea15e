import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { AsynchronousSettings } from '../template/function-resources.ts';
import type { FunctionPool } from './function-pool.ts';
import type { InvocationResult } from './invocation.ts';

/**
 * Asynchronous invocation, as SNS and EventBridge make it. Resolves when the event has been handled
 * or given up.
 */
export type InvokeAsynchronously = (event: unknown) => Promise<InvocationResult>;

export interface AsynchronousInvocationOptions {
  readonly pool: FunctionPool;
  readonly functionArn: string;
  readonly settings: AsynchronousSettings;
  readonly sqs: SQSClient;
  readonly queueUrl: (queueArn: string) => string;
  /** Waits before the first and the second retry. Lambda waits one and two minutes. */
  readonly retryDelaysMs: readonly number[];
  readonly onProblem: (problem: string) => void;
}

/**
 * Invokes with Lambda's retries for asynchronous events: up to two more attempts while the event is
 * young enough. After that the event goes to the on-failure destination and the dead-letter queue
 * of the function, as far as it has them.
 */
export const createAsynchronousInvocation = (
  options: AsynchronousInvocationOptions,
): InvokeAsynchronously => {
  const { pool, functionArn, settings, sqs, queueUrl, retryDelaysMs, onProblem } = options;

  const giveUp = async (
    event: unknown,
    failure: InvocationResult & { readonly kind: 'error' },
    attempts: number,
  ): Promise<void> => {
    const { deadLetterArn, onFailureArn } = settings;
    if (onFailureArn !== undefined) {
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: queueUrl(onFailureArn),
          MessageBody: destinationRecord(functionArn, event, failure, attempts),
        }),
      );
    }
    if (deadLetterArn !== undefined) {
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: queueUrl(deadLetterArn),
          MessageBody: JSON.stringify(event),
          MessageAttributes: {
            RequestID: { DataType: 'String', StringValue: failure.requestId },
            ErrorCode: { DataType: 'Number', StringValue: '200' },
            ErrorMessage: {
              DataType: 'String',
              StringValue: failure.error.errorMessage.slice(0, 1024) || failure.error.errorType,
            },
          },
        }),
      );
    }
  };

  return async (event) => {
    const bornAtMs = performance.now();
    for (let attempt = 1; ; attempt += 1) {
      const result = await pool.invoke(event);
      if (result.kind === 'ok') return result;
      const delayMs = retryDelaysMs[attempt - 1] ?? retryDelaysMs.at(-1) ?? 0;
      const isTooOld = performance.now() + delayMs - bornAtMs > settings.maximumAgeSeconds * 1000;
      onProblem(`${pool.name} failed on attempt ${attempt}: ${result.error.errorType}`);
      if (attempt > settings.retries || isTooOld) {
        await giveUp(event, result, attempt);
        return result;
      }
      await new Promise((resolve) => setTimeout(resolve, delayMs));
    }
  };
};

/**
 * Record for an on-failure destination:
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
const destinationRecord = (
  functionArn: string,
  event: unknown,
  failure: InvocationResult & { readonly kind: 'error' },
  attempts: number,
): string =>
  JSON.stringify({
    version: '1.0',
    timestamp: new Date().toISOString(),
    requestContext: {
      requestId: failure.requestId,
      functionArn: `${functionArn}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: attempts,
    },
    requestPayload: event,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: failure.error,
  });
