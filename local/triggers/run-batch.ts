import { nameOfError } from '../../shared/system/name-of-error.ts';
import type { InvocationResult } from '../lambda/invocation.ts';
import { judgeBatch } from './batch-answer.ts';
import { type DeleteOptions, deleteRecords } from './delete-records.ts';
import { type SqsEvent, type SqsRecord, splitBySize } from './sqs-event.ts';

export interface RunOptions extends DeleteOptions {
  readonly invoke: (event: SqsEvent) => Promise<InvocationResult>;
  readonly reportsItemFailures: () => boolean;
}

/**
 * Runs the function on a batch, and deletes the messages that it handled. The rest stays in the
 * queue and is redelivered when its visibility timeout ends. Never rejects.
 */
export const runBatch = async (options: RunOptions, batch: readonly SqsRecord[]): Promise<void> => {
  try {
    for (const event of splitBySize(batch)) await runEvent(options, event);
  } catch (error) {
    options.onProblem(`an invocation could not be made: ${nameOfError(error)}`);
  }
};

const runEvent = async (options: RunOptions, event: SqsEvent): Promise<void> => {
  const { counts, onProblem } = options;
  counts.invocations += 1;
  const result = await options.invoke(event);
  const verdict = judgeBatch(
    result,
    new Set(event.Records.map(({ messageId }) => messageId)),
    options.reportsItemFailures(),
  );
  if (verdict.kind === 'keep-all')
    onProblem(`a batch of ${event.Records.length} failed: ${verdict.reason}`);
  const handled =
    verdict.kind === 'keep-all'
      ? []
      : event.Records.filter(
          ({ messageId }) => verdict.kind === 'delete-all' || !verdict.keep.has(messageId),
        );
  counts.kept += event.Records.length - handled.length;
  await deleteRecords(options, handled);
};
