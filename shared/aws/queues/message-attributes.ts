import type { MessageAttributeValue } from '@aws-sdk/client-sqs';

/** Attributes of a message as SQS takes them, each a text. */
export const messageAttributes = (
  attributes: Readonly<Record<string, string>>,
): Record<string, MessageAttributeValue> =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [
      name,
      { DataType: 'String', StringValue },
    ]),
  );
