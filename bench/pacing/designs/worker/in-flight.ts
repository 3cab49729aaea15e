/** Seconds from the moment a message is received until SES has taken it, generously. */
const secondsInHand = 0.25;

/** Messages one worker must have in hand so that all together can reach the rate. */
export const messagesInHand = ({
  rate,
  containers,
}: {
  readonly rate: number;
  readonly containers: number;
}): number => Math.max(1, Math.ceil((rate * secondsInHand) / containers));

/** Batches one worker must have in hand for that. */
export const batchesInHand = (options: {
  readonly rate: number;
  readonly containers: number;
  readonly batch: number;
}): number => Math.ceil(messagesInHand(options) / options.batch);
