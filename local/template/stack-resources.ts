import { basename } from 'node:path';
import * as z from 'zod/mini';
import type { ResolvedResource } from './template-resolver.ts';

const number = z.coerce.number();
const flag = z.union([
  z.boolean(),
  z.pipe(
    z.enum(['true', 'false']),
    z.transform((value) => value === 'true'),
  ),
]);
const jsonObject = z.record(z.string(), z.unknown());

/** A dead-letter queue behind a queue or subscription. */
const redrivePolicy = z.looseObject({
  deadLetterTargetArn: z.string(),
  maxReceiveCount: z.optional(number),
});

const queueProperties = z.object({
  DelaySeconds: z.optional(number),
  MaximumMessageSize: z.optional(number),
  MessageRetentionPeriod: z.optional(number),
  ReceiveMessageWaitTimeSeconds: z.optional(number),
  VisibilityTimeout: z.optional(number),
  FifoQueue: z.optional(flag),
  ContentBasedDeduplication: z.optional(flag),
  RedrivePolicy: z.optional(redrivePolicy),
});

const subscriptionProperties = z.object({
  TopicArn: z.string(),
  Protocol: z.string(),
  Endpoint: z.optional(z.string()),
  RawMessageDelivery: z.optional(flag),
  FilterPolicyScope: z.optional(z.enum(['MessageAttributes', 'MessageBody'])),
  FilterPolicy: z.optional(jsonObject),
});

const keySchema = z.array(
  z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }),
);
const index = z.object({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.object({
    ProjectionType: z.optional(z.enum(['ALL', 'INCLUDE', 'KEYS_ONLY'])),
    NonKeyAttributes: z.optional(z.array(z.string())),
  }),
});
const tableProperties = z.object({
  AttributeDefinitions: z.array(
    z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z.optional(z.array(index)),
  LocalSecondaryIndexes: z.optional(z.array(index)),
});

const functionProperties = z.object({
  Handler: z.string(),
  Code: z.object({ S3Key: z.string() }),
  MemorySize: z._default(number, 128),
  Timeout: z._default(number, 3),
  ReservedConcurrentExecutions: z.optional(number),
  Environment: z.optional(
    z.object({ Variables: z.optional(z.record(z.string(), z.coerce.string())) }),
  ),
  DeadLetterConfig: z.optional(z.object({ TargetArn: z.optional(z.string()) })),
});

const eventSourceProperties = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: z._default(number, 10),
  MaximumBatchingWindowInSeconds: z._default(number, 0),
  Enabled: z._default(flag, true),
  FunctionResponseTypes: z._default(z.array(z.string()), []),
  ScalingConfig: z.optional(z.object({ MaximumConcurrency: z.optional(number) })),
});

const eventInvokeProperties = z.object({
  FunctionName: z.string(),
  MaximumRetryAttempts: z._default(number, 2),
  MaximumEventAgeInSeconds: z._default(number, 21_600),
  DestinationConfig: z.optional(
    z.object({ OnFailure: z.optional(z.object({ Destination: z.optional(z.string()) })) }),
  ),
});

const ruleProperties = z.object({
  ScheduleExpression: z.optional(z.string()),
  State: z.optional(z.string()),
  Targets: z._default(
    z.array(z.looseObject({ Arn: z.string(), Input: z.optional(z.string()) })),
    [],
  ),
});

const routeProperties = z.object({ RouteKey: z.string(), Target: z.string() });
const integrationProperties = z.object({
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
  TimeoutInMillis: z._default(number, 30_000),
});

const eventDestinationProperties = z.object({
  ConfigurationSetName: z.string(),
  EventDestination: z.looseObject({
    Name: z.optional(z.string()),
    Enabled: z._default(flag, false),
    MatchingEventTypes: z.array(z.string()),
    SnsDestination: z.optional(z.looseObject({ TopicARN: z.string() })),
  }),
});

const configurationSetProperties = z.object({
  TrackingOptions: z.optional(
    z.object({
      CustomRedirectDomain: z.string(),
      HttpsPolicy: z._default(z.enum(['REQUIRE', 'REQUIRE_OPEN_ONLY', 'OPTIONAL']), 'OPTIONAL'),
    }),
  ),
});

/** Concurrent batches that Lambda starts with when the mapping sets no maximum. */
const DEFAULT_CONCURRENCY = 5;

/** Holds the packages of a deployment, which the local stack has on disk. */
const DEPLOYMENT_BUCKET = 'ServerlessDeploymentBucket';

export interface QueueResource {
  readonly name: string;
  /** As CreateQueue takes them. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface SubscriptionResource {
  readonly logicalId: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  /** As Subscribe takes them. */
  readonly attributes: Readonly<Record<string, string>>;
}

export type TableResource = z.infer<typeof tableProperties> & { readonly name: string };

export interface FunctionResource {
  /** The name in serverless.yml: folder of the handler, base name of the zip. */
  readonly key: string;
  readonly name: string;
  readonly handler: string;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly reservedConcurrency: number | undefined;
  /** What becomes of events of asynchronous invocations. */
  readonly asynchronous: AsynchronousSettings;
}

export interface AsynchronousSettings {
  readonly retries: number;
  readonly maximumAgeSeconds: number;
  /** Gets the event as it was. */
  readonly deadLetterArn: string | undefined;
  /** Gets the event with an account of what happened. */
  readonly onFailureArn: string | undefined;
}

export interface EventSourceResource {
  readonly uuid: string;
  readonly queueArn: string;
  readonly functionName: string;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly maximumConcurrency: number;
  readonly reportsItemFailures: boolean;
  readonly enabled: boolean;
}

export interface ScheduleResource {
  readonly name: string;
  readonly expression: string;
  readonly functionName: string;
  /** JSON text that replaces the event. */
  readonly input: string | undefined;
}

/** A route of the HTTP API. */
export interface RouteResource {
  /** `POST /things/{id}`, `ANY /{proxy+}` or `$default`. */
  readonly routeKey: string;
  readonly functionName: string;
  readonly timeoutMs: number;
}

export interface EventDestinationResource {
  readonly name: string;
  readonly enabled: boolean;
  readonly matchingEventTypes: readonly string[];
  readonly topicArn: string;
}

export interface TrackingResource {
  readonly customRedirectDomain: string;
  readonly httpsPolicy: 'REQUIRE' | 'REQUIRE_OPEN_ONLY' | 'OPTIONAL';
}

export interface ConfigurationSetResource {
  readonly name: string;
  readonly trackingOptions: TrackingResource | undefined;
  readonly eventDestinations: readonly EventDestinationResource[];
}

/** Everything in the template that the local stack brings to life. */
export interface StackResources {
  readonly queues: readonly QueueResource[];
  /** ARNs; the name is the last part. */
  readonly topics: readonly string[];
  readonly subscriptions: readonly SubscriptionResource[];
  readonly tables: readonly TableResource[];
  readonly buckets: readonly string[];
  readonly functions: readonly FunctionResource[];
  readonly eventSources: readonly EventSourceResource[];
  readonly schedules: readonly ScheduleResource[];
  readonly routes: readonly RouteResource[];
  readonly configurationSets: readonly ConfigurationSetResource[];
  readonly identities: readonly string[];
}

const textAttributes = (attributes: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(attributes)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [
        key,
        typeof value === 'object' ? JSON.stringify(value) : String(value),
      ]),
  );

/**
 * Names resources of one type for people: `TransactionalQueue` is `transactional`, and `DeadLetterQueue` `deadLetters`, for it holds many.
 *
 * @param suffix - ending of the logical id that says the type once more
 * @returns what `Ref` gives, by that name
 */
export const referencesByName = (
  resources: readonly ResolvedResource[],
  type: string,
  suffix: string,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    resources
      .filter((resource) => resource.type === type && resource.logicalId !== DEPLOYMENT_BUCKET)
      .map(({ logicalId, ref }) => {
        const stem =
          logicalId.endsWith(suffix) && logicalId !== suffix
            ? logicalId.slice(0, -suffix.length)
            : logicalId;
        return [
          stem.charAt(0).toLowerCase() + stem.slice(1).replace(/eadLetter$/, 'eadLetters'),
          ref,
        ];
      }),
  );

/** The name at the end of an ARN, or the text itself when it is a name already. */
export const nameInArn = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

const readTracking = (properties: unknown): TrackingResource | undefined => {
  const options = configurationSetProperties.parse(properties).TrackingOptions;
  return (
    options && {
      customRedirectDomain: options.CustomRedirectDomain,
      httpsPolicy: options.HttpsPolicy,
    }
  );
};

/**
 * Finds what the local stack can bring to life in a resolved template; roles, policies, keys, alarms and the like are passed over.
 *
 * @throws z.core.$ZodError when a resource is not what CloudFormation would accept
 */
export const readStackResources = (resources: readonly ResolvedResource[]): StackResources => {
  const ofType = <T>(type: string, read: (resource: ResolvedResource) => T): readonly T[] =>
    resources.filter((resource) => resource.type === type).map(read);

  const invokeConfigs = ofType('AWS::Lambda::EventInvokeConfig', ({ properties }) =>
    eventInvokeProperties.parse(properties),
  );
  const integrations: ReadonlyMap<string, z.infer<typeof integrationProperties>> = new Map(
    ofType(
      'AWS::ApiGatewayV2::Integration',
      ({ ref, properties }) =>
        [`integrations/${ref}`, integrationProperties.parse(properties)] as const,
    ),
  );
  const destinations = ofType('AWS::SES::ConfigurationSetEventDestination', ({ properties }) =>
    eventDestinationProperties.parse(properties),
  );

  return {
    queues: ofType('AWS::SQS::Queue', ({ name, properties }) => ({
      name,
      attributes: textAttributes(queueProperties.parse(properties)),
    })),
    topics: ofType('AWS::SNS::Topic', ({ name }) => name),
    subscriptions: ofType('AWS::SNS::Subscription', ({ logicalId, properties }) => {
      const { TopicArn, Protocol, Endpoint, ...attributes } =
        subscriptionProperties.parse(properties);
      return {
        logicalId,
        topicArn: TopicArn,
        protocol: Protocol,
        endpoint: Endpoint ?? '',
        attributes: textAttributes(attributes),
      };
    }),
    tables: ofType('AWS::DynamoDB::Table', ({ name, properties }) => ({
      name,
      ...tableProperties.parse(properties),
    })),
    buckets: resources
      .filter(
        ({ type, logicalId }) => type === 'AWS::S3::Bucket' && logicalId !== DEPLOYMENT_BUCKET,
      )
      .map(({ name }) => name),
    functions: ofType('AWS::Lambda::Function', ({ name, properties }) => {
      const parsed = functionProperties.parse(properties);
      const config = invokeConfigs.find(({ FunctionName }) => nameInArn(FunctionName) === name);
      return {
        key: basename(parsed.Code.S3Key, '.zip'),
        name,
        handler: parsed.Handler,
        memoryMegabytes: parsed.MemorySize,
        timeoutSeconds: parsed.Timeout,
        environment: parsed.Environment?.Variables ?? {},
        reservedConcurrency: parsed.ReservedConcurrentExecutions,
        asynchronous: {
          retries: config?.MaximumRetryAttempts ?? 2,
          maximumAgeSeconds: config?.MaximumEventAgeInSeconds ?? 21_600,
          deadLetterArn: parsed.DeadLetterConfig?.TargetArn,
          onFailureArn: config?.DestinationConfig?.OnFailure?.Destination,
        },
      };
    }),
    eventSources: ofType('AWS::Lambda::EventSourceMapping', ({ ref, properties }) => ({
      uuid: ref,
      ...eventSourceProperties.parse(properties),
    }))
      .filter(({ EventSourceArn }) => EventSourceArn.startsWith('arn:aws:sqs:'))
      .map((mapping) => ({
        uuid: mapping.uuid,
        queueArn: mapping.EventSourceArn,
        functionName: nameInArn(mapping.FunctionName),
        batchSize: mapping.BatchSize,
        batchingWindowSeconds: mapping.MaximumBatchingWindowInSeconds,
        maximumConcurrency: mapping.ScalingConfig?.MaximumConcurrency ?? DEFAULT_CONCURRENCY,
        reportsItemFailures: mapping.FunctionResponseTypes.includes('ReportBatchItemFailures'),
        enabled: mapping.Enabled,
      })),
    schedules: ofType('AWS::Events::Rule', ({ name, properties }) => ({
      name,
      ...ruleProperties.parse(properties),
    })).flatMap(({ name, ScheduleExpression, State, Targets }) =>
      ScheduleExpression === undefined || State === 'DISABLED'
        ? []
        : Targets.filter(({ Arn }) => Arn.startsWith('arn:aws:lambda:')).map(({ Arn, Input }) => ({
            name,
            expression: ScheduleExpression,
            functionName: nameInArn(Arn),
            input: Input,
          })),
    ),
    routes: ofType('AWS::ApiGatewayV2::Route', ({ properties }) =>
      routeProperties.parse(properties),
    ).flatMap(({ RouteKey, Target }) => {
      const integration = integrations.get(Target);
      return integration === undefined
        ? []
        : [
            {
              routeKey: RouteKey,
              functionName: nameInArn(integration.IntegrationUri),
              timeoutMs: integration.TimeoutInMillis,
            },
          ];
    }),
    configurationSets: ofType('AWS::SES::ConfigurationSet', ({ name, properties }) => ({
      name,
      trackingOptions: readTracking(properties),
      eventDestinations: destinations
        .filter(({ ConfigurationSetName }) => ConfigurationSetName === name)
        .flatMap(({ EventDestination }) =>
          EventDestination.SnsDestination === undefined
            ? []
            : [
                {
                  name: EventDestination.Name ?? 'events',
                  enabled: EventDestination.Enabled,
                  matchingEventTypes: EventDestination.MatchingEventTypes,
                  topicArn: EventDestination.SnsDestination.TopicARN,
                },
              ],
        ),
    })),
    identities: ofType('AWS::SES::EmailIdentity', ({ name }) => name),
  };
};
