import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { documentsOf } from '../../shared/aws/dynamodb/documents.ts';
import { listenOnLoopback } from '../../simulator/loopback/listen-on-loopback.ts';

const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
const hash = (AttributeName: string) => ({ AttributeName, KeyType: 'HASH' as const });
const range = (AttributeName: string) => ({ AttributeName, KeyType: 'RANGE' as const });

/** A DynamoDB of its own for one test file, with the tables. */
export const startLocalDynamoDb = async () => {
  const server = dynalite({ createTableMs: 0 });
  const listener = await listenOnLoopback(server, 0);
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${listener.port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const BillingMode = 'PAY_PER_REQUEST' as const;
  await client.send(
    new CreateTableCommand({
      TableName: 'messages',
      BillingMode,
      AttributeDefinitions: [
        ...[text('pk'), text('sesMessageId'), text('listedIn')],
        { AttributeName: 'firstSeenAt', AttributeType: 'N' },
      ],
      KeySchema: [hash('pk')],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-ses-message-id',
          KeySchema: [hash('sesMessageId')],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
        {
          IndexName: 'by-list',
          KeySchema: [hash('listedIn'), range('firstSeenAt')],
          Projection: {
            ProjectionType: 'INCLUDE',
            NonKeyAttributes: ['senderDomain', 'disputedBy'],
          },
        },
      ],
    }),
  );
  await client.send(
    new CreateTableCommand({
      TableName: 'suppressions',
      BillingMode,
      AttributeDefinitions: [text('address'), text('scope')],
      KeySchema: [hash('address'), range('scope')],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-scope',
          KeySchema: [hash('scope'), range('address')],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
  await client.send(
    new CreateTableCommand({
      TableName: 'ledger',
      BillingMode,
      AttributeDefinitions: [text('pk')],
      KeySchema: [hash('pk')],
    }),
  );
  await client.send(
    new CreateTableCommand({
      TableName: 'tenants',
      BillingMode,
      AttributeDefinitions: [text('tenantId')],
      KeySchema: [hash('tenantId')],
    }),
  );
  await client.send(
    new CreateTableCommand({
      TableName: 'access-keys',
      BillingMode,
      AttributeDefinitions: [
        ...[text('accessKeyId'), text('tenantId')],
        { AttributeName: 'createdAt', AttributeType: 'N' },
      ],
      KeySchema: [hash('accessKeyId')],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-tenant',
          KeySchema: [hash('tenantId'), range('createdAt')],
          Projection: {
            ProjectionType: 'INCLUDE',
            NonKeyAttributes: [
              'expiresAt',
              'revokedAt',
              'label',
              'stream',
              'mailLifetimeSeconds',
              'issuedTo',
            ],
          },
        },
      ],
    }),
  );
  await client.send(
    new CreateTableCommand({
      TableName: 'reputation',
      BillingMode,
      AttributeDefinitions: [text('pk'), text('sk')],
      KeySchema: [hash('pk'), range('sk')],
    }),
  );
  return {
    url: `http://127.0.0.1:${listener.port}`,
    client,
    documents: documentsOf(client),
    stop: async () => {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
