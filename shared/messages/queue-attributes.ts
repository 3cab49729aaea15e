/** SQS message attributes that only the pipeline sets. */
export const queueAttributes = {
  /** SQS id of the first copy, carried by every later copy of the message. */
  firstId: 'pipeline-first-id',
  /** For a released message: arrival of the copy that was held; epoch ms. */
  releasedCopy: 'pipeline-released-copy',
  /** Arrival of the first copy, carried by every later copy of the message; epoch ms. */
  firstArrival: 'pipeline-first-arrival',
} as const;
