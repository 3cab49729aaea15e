import type { Context } from 'aws-lambda';
import { suppressionTable } from '../../shared/aws/suppressions/suppression-table.ts';
import { collect } from './collect.ts';
import { startLocalDynamoDb } from './local-dynamodb.ts';
import { toldStreams } from './told-streams.ts';

type Handler = (event: unknown, context: Context) => unknown;

/** What Lambda tells a run, as far as the recorders ask. */
const context = {
  awsRequestId: 'a0f3c1de-0000-4000-8000-000000000001',
  functionName: 'recorder',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:recorder',
  memoryLimitInMB: '256',
  logGroupName: 'recorder',
  logStreamName: 'recorder',
  callbackWaitsForEmptyEventLoop: false,
  getRemainingTimeInMillis: () => 30_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
} satisfies Context;

/** A recorder as deployed, with its environment, over a DynamoDB of its own. */
export const startRecorder = async (
  load: () => Promise<{ readonly handler: Handler }>,
  variables: Readonly<Record<string, string>> = {},
) => {
  const database = await startLocalDynamoDb();
  const endpoint = await database.client.config.endpoint?.();
  const environment: Record<string, string> = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${endpoint?.port}`,
    TABLE_MESSAGES: 'messages',
    TABLE_SUPPRESSIONS: 'suppressions',
    TABLE_REPUTATION: 'reputation',
    STREAMS: toldStreams('set-'),
    TABLE_TENANTS: 'tenants',
    IDENTITY_FEEDBACK: 'false',
    EVENTS_TOPIC: '',
    EVENTS_BUS: '',
    ADDRESS_KEY: '',
    SOFT_BOUNCE_COUNT: '5',
    SOFT_BOUNCE_OVER_DAYS: '7',
    SOFT_BOUNCE_PAUSE_DAYS: '14',
    STAGE: 'test',
    METRICS_NAMESPACE: 'test',
    DETAILED_METRICS: 'false',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    POWERTOOLS_METRICS_DISABLED: 'true',
    ...variables,
  };
  const before = { ...process.env };
  Object.assign(process.env, environment);
  const { handler } = await load();

  return {
    run: async (event: unknown): Promise<unknown> => handler(event, context),
    /** `address scope reason`, sorted. */
    suppressed: async () =>
      (await collect(suppressionTable(database.documents, 'suppressions').list({})))
        .map(({ address, scope, reason }) => `${address} ${scope} ${reason}`)
        .toSorted(),
    /** Kinds recorded on a message, sorted; undefined when the table does not know it. */
    recorded: async (tenantId: string, messageId: string) => {
      const item = await database.documents.get({
        TableName: 'messages',
        Key: { pk: `${tenantId}#${messageId}` },
      });
      return (
        item &&
        Object.entries(item)
          .flatMap(([name, event]) => (name.startsWith('ev_') ? [String(Object(event).k)] : []))
          .toSorted()
      );
    },
    documents: database.documents,
    stop: async () => {
      process.env = before;
      await database.stop();
    },
  };
};
