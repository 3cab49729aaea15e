import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';

/**
 * Approximate number of items in a table; DynamoDB updates it about every six hours.
 *
 * @returns undefined when permission is missing, because the number only serves a progress bar
 */
export const countItems = async (
  client: DynamoDBClient,
  table: string,
): Promise<number | undefined> => {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    return Table?.ItemCount || undefined;
  } catch {
    return undefined;
  }
};
