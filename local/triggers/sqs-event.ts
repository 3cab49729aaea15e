import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';

/** One record of the event with which Lambda's SQS poller invokes a function. */
export interface SqsRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  /** System attributes; numbers are strings. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: Readonly<Record<string, SqsRecordAttribute>>;
  readonly md5OfBody: string;
  readonly md5OfMessageAttributes?: string;
  readonly eventSource: 'aws:sqs';
  readonly eventSourceARN: string;
  readonly awsRegion: string;
}

/** A message attribute of a record; binary values are base64. */
export interface SqsRecordAttribute {
  readonly stringValue?: string;
  readonly binaryValue?: string;
  readonly stringListValues: readonly string[];
  readonly binaryListValues: readonly string[];
  readonly dataType: string;
}

/** The event with which Lambda's SQS poller invokes a function. */
export interface SqsEvent {
  readonly Records: readonly SqsRecord[];
}

const toRecordAttribute = (value: MessageAttributeValue): SqsRecordAttribute => ({
  ...(value.StringValue === undefined ? {} : { stringValue: value.StringValue }),
  ...(value.BinaryValue === undefined
    ? {}
    : { binaryValue: Buffer.from(value.BinaryValue).toString('base64') }),
  stringListValues: [],
  binaryListValues: [],
  dataType: value.DataType ?? 'String',
});

/**
 * Turns a received message into the record that a function sees.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export const toSqsRecord = (message: Message, queueArn: string, region: string): SqsRecord => ({
  messageId: message.MessageId ?? '',
  receiptHandle: message.ReceiptHandle ?? '',
  body: message.Body ?? '',
  attributes: { ...message.Attributes },
  messageAttributes: Object.fromEntries(
    Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [
      name,
      toRecordAttribute(value),
    ]),
  ),
  md5OfBody: message.MD5OfBody ?? '',
  ...(message.MD5OfMessageAttributes === undefined
    ? {}
    : { md5OfMessageAttributes: message.MD5OfMessageAttributes }),
  eventSource: 'aws:sqs',
  eventSourceARN: queueArn,
  awsRegion: region,
});

/** Largest payload of an invocation; bytes. 6 MB, less some room for the envelope. */
export const MAX_EVENT_BYTES = 6 * 1024 * 1024 - 4096;

/** Sizes of records, cached because they are needed repeatedly while a batch fills up. */
const measured = new WeakMap<SqsRecord, number>();

/** Bytes that a record adds to the payload. */
export const recordBytes = (record: SqsRecord): number => {
  const known = measured.get(record) ?? Buffer.byteLength(JSON.stringify(record)) + 1;
  measured.set(record, known);
  return known;
};

/**
 * Distributes records, in order, over events that each fit into one invocation; a record is never
 * split.
 */
export const splitBySize = (
  records: readonly SqsRecord[],
  maxBytes: number = MAX_EVENT_BYTES,
): readonly SqsEvent[] => {
  const events: SqsRecord[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const record of records) {
    const size = recordBytes(record);
    const current = events.at(-1);
    if (current === undefined || bytes + size > maxBytes) {
      events.push([record]);
      bytes = size;
    } else {
      current.push(record);
      bytes += size;
    }
  }
  return events.map((Records) => ({ Records }));
};
