import { SESClient } from '@aws-sdk/client-ses';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import type { PublishBatch } from '../../simulator/events/event-publisher.ts';
import { type SesSimulator, startSesSimulator } from '../../simulator/simulator.ts';
import type { SesSimulatorOptions } from '../../simulator/simulator-options.ts';

/** One message that a topic got. */
export interface Published {
  readonly topicArn: string;
  readonly subject: string | undefined;
  readonly message: string;
}

/** A simulator under test, the real SDK's clients to it, and what its topics got. */
export interface SimulatedSes {
  readonly simulator: SesSimulator;
  readonly ses: SESClient;
  readonly ses2: SESv2Client;
  readonly published: Published[];
  readonly time: { nowMs: number };
  /** Code and text of the error with which the promise rejects. */
  readonly errorOf: (
    answer: Promise<unknown>,
  ) => Promise<{ name: string; message: string; status: number | undefined }>;
  readonly close: () => Promise<void>;
}

export const topicArn = 'arn:aws:sns:us-east-1:000000000000:feedback';

export const missingTopicArn = 'arn:aws:sns:us-east-1:000000000000:missing';

const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };

const errorOf: SimulatedSes['errorOf'] = async (answer) => {
  try {
    await answer;
  } catch (error) {
    const { name, message, $metadata } = error as Error & {
      $metadata?: { httpStatusCode?: number };
    };
    return { name, message, status: $metadata?.httpStatusCode };
  }
  throw new Error('The call was not refused.');
};

/**
 * Starts one whose clock stands still unless the test moves it, that answers at once, and whose
 * outcomes come about at once.
 */
export const simulateSes = async (options: SesSimulatorOptions = {}): Promise<SimulatedSes> => {
  const published: Published[] = [];
  const time = { nowMs: Date.UTC(2026, 10, 21, 12) };
  const publish: PublishBatch = async (topic, messages) => {
    if (topic === missingTopicArn) return messages.map(() => 'no-such-topic');
    published.push(
      ...messages.map((message) => ({
        topicArn: topic,
        subject: message.subject,
        message: message.message,
      })),
    );
    return messages.map(() => 'published');
  };
  const simulator = await startSesSimulator({
    latencyMedianMs: 0,
    eventDelayScale: 0,
    limitsControlCalls: false,
    clock: () => time.nowMs,
    publish,
    ...options,
  });
  const connection = { endpoint: simulator.url, region: 'us-east-1', credentials, maxAttempts: 1 };
  const ses = new SESClient(connection);
  const ses2 = new SESv2Client(connection);
  return {
    simulator,
    ses,
    ses2,
    published,
    time,
    errorOf,
    close: async () => {
      ses.destroy();
      ses2.destroy();
      await simulator.close();
    },
  };
};
