import * as z from 'zod/mini';
import type { InvocationResult } from '../lambda/invocation.ts';

/** Action of Lambda's poller on a batch after the invocation. */
export type BatchVerdict =
  | { readonly kind: 'delete-all' }
  | { readonly kind: 'keep-some'; readonly keep: ReadonlySet<string> }
  | { readonly kind: 'keep-all'; readonly reason: string };

const answerShape = z.looseObject({
  batchItemFailures: z.nullish(
    z.array(z.looseObject({ itemIdentifier: z.string().check(z.minLength(1)) })),
  ),
});

const parse = (
  payload: string,
): { readonly kind: 'json'; readonly value: unknown } | { readonly kind: 'invalid' } => {
  try {
    return { kind: 'json', value: JSON.parse(payload) };
  } catch {
    return { kind: 'invalid' };
  }
};

/**
 * Decides which messages of a batch are deleted, as Lambda does for a mapping with
 * ReportBatchItemFailures.
 *
 * An answer that reports nothing is complete success: null, `{}`, or a list that is empty, null or
 * absent. An answer that cannot be understood is complete failure: not JSON, not an object, or with
 * an identifier that is empty, null, under another key, or not that of a message of the batch.
 *
 * @param payload - the function's answer, JSON text
 * @see
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export const readBatchAnswer = (payload: string, messageIds: ReadonlySet<string>): BatchVerdict => {
  const json = parse(payload);
  if (json.kind === 'invalid') return { kind: 'keep-all', reason: 'the answer is not JSON' };
  if (json.value === null) return { kind: 'delete-all' };
  const answer = answerShape.safeParse(json.value);
  if (!answer.success)
    return { kind: 'keep-all', reason: 'the answer is not a list of item identifiers' };
  const keep = new Set(
    (answer.data.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier),
  );
  if (keep.size === 0) return { kind: 'delete-all' };
  if (!keep.isSubsetOf(messageIds))
    return { kind: 'keep-all', reason: 'the answer names an item that is not in the batch' };
  return { kind: 'keep-some', keep };
};

/**
 * Decides which messages of a batch are deleted. When the function failed, all are kept. Without
 * ReportBatchItemFailures, the answer of a successful run is ignored.
 */
export const judgeBatch = (
  result: InvocationResult,
  messageIds: ReadonlySet<string>,
  reportsItemFailures: boolean,
): BatchVerdict => {
  if (result.kind === 'error') return { kind: 'keep-all', reason: result.error.errorType };
  return reportsItemFailures ? readBatchAnswer(result.payload, messageIds) : { kind: 'delete-all' };
};
