import {
  createEngineClients,
  type EngineClients,
} from '../../../local/engines/create-resources.ts';
import { startQueueEngine } from '../../../local/engines/engines.ts';

export interface TestEngine {
  readonly url: string;
  readonly clients: EngineClients;
  readonly queueUrl: (name: string) => string;
  readonly queueArn: (name: string) => string;
  readonly stop: () => Promise<void>;
}

export const region = 'eu-west-1';
export const accountId = '000000000000';

/** SQS, SNS and S3 in a process of their own, without any resource. */
export const startTestEngine = async (): Promise<TestEngine> => {
  const engine = await startQueueEngine({ region, accountId, port: 0, onLine: () => undefined });
  const clients = createEngineClients(region, engine.url, engine.url);
  return {
    url: engine.url,
    clients,
    queueUrl: (name) => `${engine.url}/${accountId}/${name}`,
    queueArn: (name) => `arn:aws:sqs:${region}:${accountId}:${name}`,
    stop: async () => {
      clients.close();
      await engine.process.stop(1_000);
    },
  };
};
