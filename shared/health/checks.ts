import type { Check } from './check.ts';
import { accessChecks } from './checks/access.ts';
import { accountChecks } from './checks/account.ts';
import { canaryCheck } from './checks/canary.ts';
import { setChecks } from './checks/configuration-sets.ts';
import { dnsChecks } from './checks/dns.ts';
import { eventSourceChecks } from './checks/event-sources.ts';
import { functionChecks } from './checks/functions.ts';
import { identityChecks } from './checks/identities.ts';
import { queueChecks } from './checks/queues.ts';
import { receiverCheck, receiverRules } from './checks/receivers.ts';
import { senderChecks } from './checks/senders.ts';
import { subscriptionChecks } from './checks/subscriptions.ts';
import { tenantChecks } from './checks/tenants.ts';
import { topicChecks } from './checks/topics.ts';
import { watchingChecks } from './checks/watching.ts';

const causes: readonly Check[] = [
  ...accessChecks,
  ...accountChecks,
  ...senderChecks,
  ...identityChecks,
  ...dnsChecks,
  ...setChecks,
  ...topicChecks,
  ...subscriptionChecks,
  ...queueChecks,
  ...functionChecks,
  ...eventSourceChecks,
  ...watchingChecks,
  ...tenantChecks,
];

/** All checks, in the order of the report: causes before what follows from them. */
export const checks: readonly Check[] = [
  ...causes,
  ...receiverRules.map((rules) =>
    receiverCheck(
      rules,
      causes.filter(({ id }) => id in rules.demands),
    ),
  ),
  canaryCheck,
];
