import type { LocalFunction } from '../../../local/control-plane/control-state.ts';
import { canaryTenant } from '../../../shared/canary/is-canary.ts';
import { wholeTenant } from '../../../shared/tenants/pauses.ts';
import { dnsFaults } from './dns-faults.ts';
import type { DoctorWorld } from './doctor-world.ts';
import { type Fault, tenantItem } from './fault.ts';
import { sesFaults } from './ses-faults.ts';
import { sesTenantFaults } from './ses-tenant-faults.ts';
import { topicFaults } from './topic-faults.ts';

const longAgo = Date.UTC(2026, 0, 1);

/** Changes a member of what the control plane says; the end puts it back. */
const control =
  <Name extends keyof DoctorWorld['stack']['control']>(
    name: Name,
    change: (
      before: DoctorWorld['stack']['control'][Name],
      world: DoctorWorld,
    ) => DoctorWorld['stack']['control'][Name],
  ): Fault['plant'] =>
  async (world) => {
    const { control: state } = world.stack;
    const before = state[name];
    Reflect.set(state, name, change(before, world));
    return () => void Reflect.set(state, name, before);
  };

/** Changes a function; variables are added to its own. */
const onFunction = (
  key: string,
  { environment, ...changes }: Partial<LocalFunction>,
): Fault['plant'] =>
  control('functions', (before) => {
    const name = `ses-pipeline-dev-${key}`;
    const found = before.get(name);
    if (found === undefined) throw new Error(`There is no function ${name}.`);
    const variables = { ...found.environment, ...environment };
    return new Map([...before, [name, { ...found, ...changes, environment: variables }]]);
  });

const onAlarm = (name: string, changes: object): Fault['plant'] =>
  control('alarms', (before) =>
    before.map((alarm) =>
      alarm.name === `ses-pipeline-dev-${name}` ? { ...alarm, ...changes } : alarm,
    ),
  );

const controlFaults: readonly Fault[] = [
  {
    name: 'the root user calls',
    check: 'root-credentials',
    plant: control('callerArn', (_, { stack }) => `arn:aws:iam::${stack.endpoints.accountId}:root`),
  },
  {
    name: 'an access key of the caller is a year old',
    check: 'access-keys',
    plant: control('accessKeys', () => [
      { id: 'AKIAOLD', createdAtMs: longAgo, isActive: true },
      { id: 'AKIAOLDER', createdAtMs: longAgo, isActive: false },
    ]),
  },
  {
    name: 'the address of a service is in another region',
    check: 'region',
    plant: async (world) => {
      const { target } = world;
      const s3Endpoint = 'https://s3.ap-southeast-2.amazonaws.com';
      world.target = { ...target, connection: { ...target.connection, s3Endpoint } };
      return () => {
        world.target = target;
      };
    },
  },
  {
    name: 'a key of a tenant is a year old',
    check: 'stored-keys',
    plant: tenantItem('old', {
      credentials: {
        current: { accessKeyId: 'AKIA0000000000000000', secret: 'v1.x.y.z', setAt: longAgo },
      },
    }),
  },
  {
    name: 'the key is disabled',
    check: 'key-state',
    plant: control('key', (before) => before && { ...before, state: 'Disabled' }),
  },
  {
    name: 'the key waits for its deletion',
    check: 'key-state',
    plant: control('key', (before) => before && { ...before, state: 'PendingDeletion' }),
  },
  {
    name: 'the policy of the key does not let SES in',
    check: 'topic-encryption',
    plant: control(
      'key',
      (before) =>
        before && {
          ...before,
          policy: before.policy.replaceAll('ses.amazonaws.com', 's3.amazonaws.com'),
        },
    ),
  },
  {
    name: 'mail has waited for an hour',
    check: 'oldest-message',
    plant: control('oldestSeconds', () => new Map([['ses-pipeline-dev-transactional', 3_600]])),
  },
  {
    name: 'a function was deleted',
    check: 'functions',
    plant: control(
      'functions',
      (before) => new Map([...before].filter(([name]) => name !== 'ses-pipeline-dev-api')),
    ),
  },
  {
    name: 'the last update of a function failed',
    check: 'functions',
    plant: onFunction('guard-reputation', { lastUpdate: 'Failed' }),
  },
  {
    name: 'a function is stopped by its reserved concurrency',
    check: 'reserved-concurrency',
    plant: onFunction('record-bounce', { reservedConcurrency: 0 }),
  },
  {
    name: 'somebody gave a function less memory',
    check: 'function-settings',
    plant: onFunction('send-email', { memoryMegabytes: 128 }),
  },
  {
    name: 'a function is of another version',
    check: 'function-version',
    plant: onFunction('keep-messages', { environment: { PIPELINE_VERSION: '0.0.1' } }),
  },
  {
    name: 'the last deployment was rolled back',
    check: 'stack-status',
    plant: control('stackStatus', () => 'UPDATE_ROLLBACK_COMPLETE'),
  },
  {
    name: 'an alarm was deleted',
    check: 'alarms',
    plant: control('alarms', (before) =>
      before.filter(({ name }) => name !== 'ses-pipeline-dev-quota'),
    ),
  },
  {
    name: 'the actions of an alarm are switched off',
    check: 'alarms',
    plant: onAlarm('dead-letters', { areActionsEnabled: false }),
  },
  {
    name: 'an alarm rings',
    check: 'alarm-state',
    plant: onAlarm('ses-complaint-rate', { state: 'ALARM' }),
  },
  {
    name: 'the budget was deleted',
    check: 'budget',
    plant: control('budgets', () => new Map()),
  },
];

const tableFaults: readonly Fault[] = [
  {
    name: 'a tenant sends from a domain that SES does not know',
    check: 'senders',
    plant: tenantItem('zeta', { settings: { from: 'hello@unknown-to-ses.com' } }),
  },
  {
    name: 'nobody has refreshed the quota for an hour',
    check: 'quota-refresh',
    plant: async ({ clients: { documents }, target, stack }) => {
      const { accountId, region } = stack.endpoints;
      await documents.update({
        TableName: target.tables.ledger,
        Key: { pk: `ses#${accountId}#${region}` },
        UpdateExpression: 'SET syncedAt = :at',
        ExpressionAttributeValues: { ':at': Date.now() - 3_600_000 },
      });
      return () => stack.invoke('refresh-quota', {});
    },
  },
  {
    name: 'the canary is held',
    check: 'canary',
    needsCanary: true,
    plant: async ({ clients: { documents }, target }) => {
      const TableName = target.tables.tenants;
      const Key = { tenantId: canaryTenant };
      const pause = { by: 'operator', since: Date.now(), why: 'a test' };
      await documents.put({ TableName, Item: { ...Key, pauses: { [wholeTenant]: pause } } });
      return () => documents.delete({ TableName, Key });
    },
  },
];

/** Every fault that the test plants. */
export const plantedFaults: readonly Fault[] = [
  ...controlFaults,
  ...tableFaults,
  ...sesFaults,
  ...sesTenantFaults,
  ...topicFaults,
  ...dnsFaults,
];
