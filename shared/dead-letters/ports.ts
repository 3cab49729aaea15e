/** Port of the dead-letter queue of mail. */

/** Dead-letters a message that can never be sent, with the reasons and the remedy as attributes. */
export type PutDeadLetter = (
  body: string,
  reasons: readonly string[],
  origin: {
    readonly queue: string;
    readonly sqsMessageId: string;
    /** Its MessageGroupId, where the producer gave one. */
    readonly group?: string | undefined;
  },
  remedy?: string,
) => Promise<void>;
