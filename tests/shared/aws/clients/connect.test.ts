import { describe, expect, it } from '@jest/globals';
import { connect, connectObjects, connectSes } from '../../../../shared/aws/clients/connect.ts';

const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };

interface Configured {
  readonly config: {
    readonly endpoint?: () => Promise<{ readonly port?: number }>;
    readonly maxAttempts: () => Promise<number>;
    readonly region: () => Promise<string>;
  };
}

const endpointOf = async ({ config }: Configured) => (await config.endpoint?.())?.port;

describe('connect', () => {
  const connection = {
    region: 'eu-west-3',
    credentials,
    sqsEndpoint: 'http://127.0.0.1:1001',
    dynamodbEndpoint: 'http://127.0.0.1:1002',
    s3Endpoint: 'http://127.0.0.1:1003',
    sesEndpoint: 'http://127.0.0.1:1004',
  };

  it('has each client talk to the endpoint of its service', async () => {
    const { sqs, dynamodb } = connect(connection);
    const clients = [sqs, dynamodb, connectObjects(connection), connectSes(connection)];

    expect(await Promise.all(clients.map(endpointOf))).toEqual([1001, 1002, 1003, 1004]);
    for (const { config } of clients) expect(await config.region()).toBe('eu-west-3');
  });

  it('leaves endpoints that are not named to the SDK', async () => {
    const { sqs, dynamodb } = connect({ region: 'eu-west-3', credentials });

    expect(await Promise.all([sqs, dynamodb].map(endpointOf))).toEqual([undefined, undefined]);
  });

  it('asks three times, and SES once', async () => {
    const { sqs, dynamodb } = connect(connection);

    expect(
      await Promise.all(
        [sqs, dynamodb, connectObjects(connection), connectSes(connection)].map(({ config }) =>
          config.maxAttempts(),
        ),
      ),
    ).toEqual([3, 3, 3, 1]);
  });
});
