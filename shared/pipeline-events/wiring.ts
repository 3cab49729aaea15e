import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod/mini';
import { withoutLogger } from '../aws/clients/without-logger.ts';
import { eventBus } from '../aws/pipeline-events/event-bus.ts';
import { snsTopic } from '../aws/pipeline-events/sns-topic.ts';
import { addressHasher } from '../aws/secrets/address-hasher.ts';
import { textOrNone } from '../lambda/environment.ts';
import type { EventTarget, PublishFacts } from './ports.ts';
import { type PublishFactsPorts, publishFacts, publishNothing } from './publish-facts.ts';

/** Environment variables of every function that publishes; empty where it is off. */
export const publishingEnvironment = z.object({
  /** ARN of the topic. */
  EVENTS_TOPIC: textOrNone,
  /** Name of the bus. */
  EVENTS_BUS: textOrNone,
});

/** And of those that publish something about recipients. */
export const hashingEnvironment = z.object({
  /** Key under which addresses are hashed: ARN of a KMS key, or `file:/path`; empty: they are not. */
  ADDRESS_KEY: textOrNone,
});

/** Time limits of a request; ms. Mail and feedback wait for it, and it is tried again. */
const requestLimits = {
  connectionTimeout: 500,
  requestTimeout: 1_000,
  throwOnRequestTimeout: true,
} as const;

const clientOptions = { requestHandler: requestLimits, maxAttempts: 1 } as const;

/** Publishes to the topic, the bus or both, as the environment says; in most deployments to neither. */
export const publisher = (
  { EVENTS_TOPIC, EVENTS_BUS }: z.infer<typeof publishingEnvironment>,
  ports: Omit<PublishFactsPorts, 'targets'>,
): PublishFacts => {
  const targets: readonly EventTarget[] = [
    ...(EVENTS_TOPIC === ''
      ? []
      : [snsTopic(withoutLogger(new SNSClient(clientOptions)), EVENTS_TOPIC)]),
    ...(EVENTS_BUS === ''
      ? []
      : [eventBus(withoutLogger(new EventBridgeClient(clientOptions)), EVENTS_BUS)]),
  ];
  if (targets.length === 0) return publishNothing;
  return publishFacts({ ...ports, targets });
};

/** The hasher of a function that publishes something about recipients; undefined where it is off. */
export const hasherOf = ({
  ADDRESS_KEY,
}: z.infer<typeof hashingEnvironment>): PublishFactsPorts['addressHasher'] =>
  ADDRESS_KEY === '' ? undefined : addressHasher(ADDRESS_KEY);
