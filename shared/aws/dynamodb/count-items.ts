import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';

/**
 * Roughly how many items a table has: DynamoDB counts every six hours or so.
 *
 * @returns undefined when it may not be asked, for it is good for a progress bar and no more
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
