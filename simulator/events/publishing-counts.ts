/** Counts of an event publisher. */
export interface PublishingCounts {
  readonly published: () => number;
  /** Bytes of the published messages, by topic. */
  readonly publishedBytes: () => Readonly<Record<string, number>>;
  readonly failedAttempts: () => number;
  readonly addPublished: (topicArn: string, bytes: number) => void;
  readonly addFailedAttempt: () => void;
}

export const createPublishingCounts = (): PublishingCounts => {
  const bytesByTopic = new Map<string, number>();
  let published = 0;
  let failedAttempts = 0;
  return {
    published: () => published,
    publishedBytes: () => Object.fromEntries(bytesByTopic),
    failedAttempts: () => failedAttempts,
    addPublished: (topicArn, bytes) => {
      published += 1;
      bytesByTopic.set(topicArn, (bytesByTopic.get(topicArn) ?? 0) + bytes);
    },
    addFailedAttempt: () => {
      failedAttempts += 1;
    },
  };
};
