import type { SesSimulatorOptions } from '../simulator-options.ts';
import { createEventPublisher, type EventPublisher } from './event-publisher.ts';
import { createSnsPublishing } from './sns-publishing.ts';
import { eventTopicValidation, identityTopicValidation } from './topic-validation.ts';

/** The publisher of one simulator. */
export interface Publishing {
  /** Undefined without SNS. */
  readonly publisher: EventPublisher | undefined;
  /** Publishes the text with which SES tests a topic; false when the topic does not exist. */
  readonly validateTopic: (topicArn: string, text: string) => Promise<boolean>;
  /** Tests the topics that the options attach. */
  readonly validateAttachedTopics: () => void;
  /** Drops events that are not published yet. */
  readonly stop: () => void;
  /** Closes the connections to SNS. */
  readonly close: () => void;
}

/** Creates the publisher from `publish`, or for the SNS that the options name. */
export const createPublishing = (options: SesSimulatorOptions, region: string): Publishing => {
  const sns =
    options.publish === undefined && options.snsEndpoint !== undefined
      ? createSnsPublishing(options.snsEndpoint, region)
      : undefined;
  const publishBatch = options.publish ?? sns?.publish;
  const publisher = publishBatch && createEventPublisher(publishBatch);
  const publishText = (topicArn: string, text: string): void =>
    publisher?.publish(topicArn, { subject: undefined, message: text }, () => {});

  return {
    publisher,
    validateTopic: async (topicArn, text) => {
      if (publishBatch === undefined) return true;
      const message = { subject: undefined, message: text };
      const [result] = await publishBatch(topicArn, [message]).catch(() => ['failed'] as const);
      if (result === 'failed') publishText(topicArn, text);
      return result !== 'no-such-topic';
    },
    validateAttachedTopics: () => {
      for (const [topicArn, text] of attachedTopics(options)) publishText(topicArn, text);
    },
    stop: () => publisher?.close(),
    close: () => sns?.close(),
  };
};

/** Topics that the options attach, each with the text with which SES tests it. */
const attachedTopics = (
  options: SesSimulatorOptions,
): readonly (readonly [topicArn: string, text: string])[] => [
  ...(options.configurationSets ?? [])
    .flatMap(({ eventDestinations = [] }) => eventDestinations)
    .map(({ topicArn }) => [topicArn, eventTopicValidation] as const),
  ...Object.values(options.identityNotifications ?? {})
    .flatMap(({ topics }) => Object.values(topics))
    .map((topicArn) => [topicArn, identityTopicValidation] as const),
];
