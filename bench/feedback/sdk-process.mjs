// What the plain SDK can do: one UpdateItem per event, as many at once as there are events in the invocation.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { answerInvocations } from './answer-invocations.mjs';

const [table] = process.argv.slice(2);
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
let written = 0;

const writeOne = () => {
  written += 1;
  return client.send(
    new UpdateCommand({
      TableName: table,
      Key: { pk: `sdk#${process.pid}-${written}` },
      UpdateExpression: 'SET #event = :event, expiresAt = :expiry',
      ExpressionAttributeNames: { '#event': 'ev_0123456789abcdef0123456789abcdef' },
      ExpressionAttributeValues: {
        ':event': { k: 'delivery', at: 1_800_000_000_000, r: ['recipient@example.com'] },
        ':expiry': 1_800_000_000,
      },
    }),
  );
};

answerInvocations(async ({ events }) => {
  await Promise.all(Array.from({ length: events }, writeOne));
});
