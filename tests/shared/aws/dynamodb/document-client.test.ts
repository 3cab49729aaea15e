import { createServer } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { documentClient } from '../../../../shared/aws/dynamodb/document-client.ts';
import { listenOnLoopback } from '../../../../simulator/loopback/listen-on-loopback.ts';

describe('document client', () => {
  it('does not wait for ever for an answer that never comes', async () => {
    const engine = await listenOnLoopback(
      createServer(() => undefined),
      0,
    );
    const documents = documentClient(undefined, {
      endpoint: `http://127.0.0.1:${engine.port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });

    const error = await documents
      .get({ TableName: 'messages', Key: { pk: 'a' } })
      .catch((thrown: unknown) => thrown);

    expect((error as Error).name).toBe('TimeoutError');
    await engine.close();
  });
});
