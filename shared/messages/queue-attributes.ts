/** Message attributes that the pipeline itself gives to messages of its queues. */
export const queueAttributes = {
  /** A message that is put on its queue anew keeps the id of its first copy. */
  firstId: 'pipeline-first-id',
  /**
   * A message that was held and released: when the copy that was held had come on its queue (epoch
   * ms).
   */
  releasedCopy: 'pipeline-released-copy',
  /** A message that is put on its queue anew keeps when its first copy came (epoch ms). */
  firstArrival: 'pipeline-first-arrival',
} as const;
