import { createHash } from 'node:crypto';
import { type Account, type AccountSettings, createAccount } from './account/account.ts';
import {
  type ConfigurationSets,
  createConfigurationSets,
  newConfigurationSet,
} from './account/configuration-sets.ts';
import { createIdentities, defaultIdentities, type Identities } from './account/identities.ts';
import { createResourceArns, type ResourceArns } from './account/resource-arns.ts';
import { createSuppressionList, type SuppressionList } from './account/suppression-list.ts';
import { createTemplates, type Templates } from './account/templates.ts';
import {
  createTenantSuppressions,
  type TenantSuppressions,
} from './account/tenant-suppressions.ts';
import { createTenants, newTenant, type Tenant, type Tenants } from './account/tenants.ts';
import type { SesSimulatorOptions } from './simulator-options.ts';

/** The account and its stores. */
export interface SimulatedAccount {
  readonly account: Account;
  readonly identities: Identities;
  readonly configurationSets: ConfigurationSets;
  readonly templates: Templates;
  readonly suppressionList: SuppressionList;
  readonly tenants: Tenants;
  readonly tenantSuppressions: TenantSuppressions;
  readonly arns: ResourceArns;
  readonly accountId: string;
  readonly region: string;
  readonly refusedKeys: ReadonlySet<string>;
}

/** Creates the account that the options describe. */
export const accountOfOptions = (
  options: SesSimulatorOptions,
  clock: () => number,
): SimulatedAccount => {
  const { region = 'us-east-1', accountId = '000000000000' } = options;
  const arns = createResourceArns(region, accountId);
  const tenants = createTenants(tenantsOf(options, arns, clock()));
  return {
    ...settledAccount(options, clock),
    tenants,
    tenantSuppressions: createTenantSuppressions(),
    arns,
    accountId,
    region,
    refusedKeys: new Set(options.refusedKeys),
  };
};

const settledAccount = (
  options: SesSimulatorOptions,
  clock: () => number,
): Omit<
  SimulatedAccount,
  'tenants' | 'tenantSuppressions' | 'arns' | 'accountId' | 'region' | 'refusedKeys'
> => ({
  account: createAccount({
    settings: accountSettings(options),
    limiter: options.limiter ?? 'token-bucket',
    clock,
  }),
  identities: identitiesOf(options, clock),
  configurationSets: createConfigurationSets(configurationSetsOf(options)),
  templates: createTemplates(
    (options.templates ?? []).map(({ name, subject, text, html }) => ({
      name,
      subject,
      text,
      html,
      createdAtMs: clock(),
      tags: [],
    })),
  ),
  suppressionList: createSuppressionList(
    Object.entries(options.suppressed ?? {}).map(([address, reason]) => ({
      address,
      reason,
      updatedAtMs: clock(),
    })),
  ),
});

const accountSettings = (options: SesSimulatorOptions): AccountSettings => {
  const { maxSendRate = 14, max24HourSend = 50_000 } = options;
  const isSandbox = options.sandbox ?? (maxSendRate === 1 && max24HourSend === 200);
  return {
    maxSendRate,
    max24HourSend,
    isSandbox,
    sendingEnabled: true,
    enforcementStatus: 'HEALTHY',
    suppressedReasons: ['BOUNCE', 'COMPLAINT'],
  };
};

const configurationSetsOf = (options: SesSimulatorOptions) =>
  (options.configurationSets ?? []).map(
    ({ name, tlsPolicy, sendingEnabled, trackingOptions, eventDestinations = [] }) => {
      const set = newConfigurationSet(name);
      return {
        ...set,
        tlsPolicy: tlsPolicy ?? set.tlsPolicy,
        sendingEnabled: sendingEnabled ?? set.sendingEnabled,
        trackingOptions,
        eventDestinations: eventDestinations.map((destination) => ({
          enabled: true,
          ...destination,
        })),
      };
    },
  );

const identitiesOf = (options: SesSimulatorOptions, clock: () => number): Identities => {
  const identities = createIdentities(options.identities ?? defaultIdentities, {
    looksForRecords: options.dnsServer !== undefined,
    clock,
  });
  for (const [name, { topics, headersInNotifications }] of Object.entries(
    options.identityNotifications ?? {},
  )) {
    identities.change(name, {
      topics,
      headersIn: headersInNotifications ? ['Bounce', 'Complaint', 'Delivery'] : [],
    });
  }
  return identities;
};

const tenantsOf = (
  { tenants = [] }: SesSimulatorOptions,
  { prefix }: ResourceArns,
  nowMs: number,
): readonly Tenant[] =>
  tenants.map(({ name, resources = [] }) => {
    const id = `tn-${createHash('sha256').update(name).digest('hex').slice(0, 30)}`;
    return {
      ...newTenant({ name, id, createdAtMs: nowMs }, prefix),
      resources: resources.map((resource) => ({
        arn: resource.startsWith('arn:') ? resource : `${prefix}${resource}`,
        associatedAtMs: nowMs,
      })),
    };
  });
