import type { ResolvedResource } from '../../shared/cloudformation/resolve-template.ts';
import { bucketResources } from './bucket-resources.ts';
import {
  type ConfigurationSetResource,
  configurationSetResources,
} from './configuration-set-resources.ts';
import { type EventRuleResource, eventRuleResources } from './event-rule-resources.ts';
import { type EventSourceResource, eventSourceResources } from './event-source-resources.ts';
import { type FunctionResource, functionResources } from './function-resources.ts';
import {
  type QueuePolicy,
  queuePolicies,
  type TopicSettings,
  topicSettings,
} from './policy-resources.ts';
import { type QueueResource, queueResources } from './queue-resources.ts';
import { resourcesOfType } from './resources-of-type.ts';
import { type RouteResource, routeResources } from './route-resources.ts';
import { type ScheduleResource, scheduleResources } from './schedule-resources.ts';
import { type SubscriptionResource, subscriptionResources } from './subscription-resources.ts';
import { type TableResource, tableResources } from './table-resources.ts';

/** The resources that the local stack creates or runs. */
export interface StackResources {
  readonly queues: readonly QueueResource[];
  /** Names. */
  readonly topics: readonly string[];
  readonly topicSettings: readonly TopicSettings[];
  readonly queuePolicies: readonly QueuePolicy[];
  readonly subscriptions: readonly SubscriptionResource[];
  readonly tables: readonly TableResource[];
  /** Names. */
  readonly buckets: readonly string[];
  readonly functions: readonly FunctionResource[];
  readonly eventSources: readonly EventSourceResource[];
  readonly schedules: readonly ScheduleResource[];
  readonly eventRules: readonly EventRuleResource[];
  readonly routes: readonly RouteResource[];
  readonly configurationSets: readonly ConfigurationSetResource[];
  readonly identities: readonly string[];
}

/**
 * Finds the resources of the local stack in a resolved template. Roles, keys, alarms and the like are
 * ignored.
 *
 * @throws z.core.$ZodError when CloudFormation would not accept a resource
 */
export const readStackResources = (resources: readonly ResolvedResource[]): StackResources => ({
  queues: queueResources(resources),
  topics: resourcesOfType(resources, 'AWS::SNS::Topic', ({ name }) => name),
  topicSettings: topicSettings(resources),
  queuePolicies: queuePolicies(resources),
  subscriptions: subscriptionResources(resources),
  tables: tableResources(resources),
  buckets: bucketResources(resources),
  functions: functionResources(resources),
  eventSources: eventSourceResources(resources),
  schedules: scheduleResources(resources),
  eventRules: eventRuleResources(resources),
  routes: routeResources(resources),
  configurationSets: configurationSetResources(resources),
  identities: resourcesOfType(resources, 'AWS::SES::EmailIdentity', ({ name }) => name),
});
