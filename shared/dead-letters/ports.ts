/**
 * Where a message goes that can never be sent.
 */

/**
 * Puts a message that can never be sent among the dead letters, with the reasons and the remedy as
 * attributes.
 */
export type PutDeadLetter = (
  body: string,
  reasons: readonly string[],
  origin: { readonly queue: string; readonly sqsMessageId: string },
  remedy?: string,
) => Promise<void>;
