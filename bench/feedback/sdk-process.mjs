// Baseline with the plain SDK: one UpdateItem per event, all events of an invocation at once. It
// writes the same attributes as the recorder, so that a difference comes from the recorder's work
// and not from the table's.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { answerInvocations } from './answer-invocations.mjs';

const [table] = process.argv.slice(2);
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
let written = 0;

const writeOne = () => {
  written += 1;
  const messageId = `sdk-${process.pid}-${written}`;
  return client.send(
    new UpdateCommand({
      TableName: table,
      Key: { pk: `tenant-${written % 100}#${messageId}` },
      UpdateExpression:
        'SET expiresAt = :expiry,#event=:event,#sent=if_not_exists(#sent,:sent),#at=if_not_exists(#at,:at)',
      ExpressionAttributeNames: {
        '#event': 'ev_0123456789abcdef01234567',
        '#sent': 'sent0',
        '#at': 'sentAt0',
      },
      ExpressionAttributeValues: {
        ':event': {
          k: 'delivery',
          at: 1_800_000_000_000,
          r: [`${messageId}-0@example.com`],
          detail: '250 2.6.0 Message received',
        },
        ':expiry': 1_800_000_000,
        ':sent': `ses-${messageId}`,
        ':at': 1_800_000_000_000,
      },
      ReturnValues: 'UPDATED_OLD',
    }),
  );
};

answerInvocations(async ({ events }) => {
  await Promise.all(Array.from({ length: events }, writeOne));
});
