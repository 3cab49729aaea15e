import * as z from 'zod';

/** As many as SQS takes. */
const mostReceives = 1_000;

const redrivePolicy = z.looseObject({
  deadLetterTargetArn: z.string(),
  maxReceiveCount: z.coerce.number(),
});

/**
 * The attributes of a queue with another visibility timeout.
 *
 * What comes again sooner is received more often in the same time. So it may be received more often, too, before it is given up: an outage
 * that AWS would sit out must not fill the dead letters here.
 *
 * @param attributes - as CreateQueue takes them
 */
export const withVisibility = (
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
