import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';

/**
 * Size of a table as DynamoDB counted it within the last six hours; bytes. Undefined when AWS does not
 * say, or does not permit it: a size is told, and nothing depends on it.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html
 */
export const tableBytes =
  (dynamodb: DynamoDBClient, TableName: string) => async (): Promise<number | undefined> => {
    try {
      const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
      return Table?.TableSizeBytes;
    } catch {
      return undefined;
    }
  };
