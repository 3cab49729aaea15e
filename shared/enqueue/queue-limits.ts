/**
 * Limits of SQS.
 *
 * @see
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
export const queueLimits = {
  entriesPerBatch: 10,
  /** Size limit of a message with its attributes, and of a whole batch. */
  bytes: 1_048_576,
} as const;

/** Room that attributes of the pipeline need beside a body; bytes. */
export const attributesRoomBytes = 1_024;

/** What of a message has a size. */
export interface SizedItem {
  readonly body: string;
  readonly attributes?: Readonly<Record<string, string>> | undefined;
}

/** Bytes of a message as SQS counts them: its body, and name, type and value of each attribute. */
export const itemBytes = ({ body, attributes = {} }: SizedItem): number =>
  Object.entries(attributes).reduce(
    (sum, [name, value]) => sum + bytesOf(`${name}String${value}`),
    bytesOf(body),
  );

/** Bytes of a body as SQS counts them. */
export const bytesOf = (body: string): number => Buffer.byteLength(body, 'utf8');
