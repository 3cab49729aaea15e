import * as z from 'zod';

/** The largest maxReceiveCount that SQS allows. */
const mostReceives = 1_000;

const redrivePolicy = z.looseObject({
  deadLetterTargetArn: z.string(),
  maxReceiveCount: z.coerce.number(),
});

/**
 * Queue attributes with another visibility timeout, if the queue has one of its own.
 *
 * With a shorter timeout a message is received more often in the same time, so `maxReceiveCount`
 * grows in proportion. Otherwise an outage that the queue would outlast on AWS would fill the
 * dead-letter queue here.
 *
 * @param attributes - as CreateQueue takes them
 */
export const overrideVisibility = (
  attributes: Readonly<Record<string, string>>,
  visibilitySeconds: number,
): Readonly<Record<string, string>> => {
  const { VisibilityTimeout, RedrivePolicy } = attributes;
  if (VisibilityTimeout === undefined) return attributes;
  const shortened = { ...attributes, VisibilityTimeout: String(visibilitySeconds) };
  if (RedrivePolicy === undefined) return shortened;
  const policy = redrivePolicy.parse(JSON.parse(RedrivePolicy));
  const receives = Math.ceil(
    (policy.maxReceiveCount * Number(VisibilityTimeout)) / visibilitySeconds,
  );
  const maxReceiveCount = Math.min(mostReceives, Math.max(policy.maxReceiveCount, receives));
  return { ...shortened, RedrivePolicy: JSON.stringify({ ...policy, maxReceiveCount }) };
};
