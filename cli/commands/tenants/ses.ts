import { carryOut } from '../../../shared/ses-tenants/carry-out.ts';
import {
  planCreation,
  planRemoval,
  type SesTenantFacts,
  type SesTenantStep,
} from '../../../shared/ses-tenants/plan-ses-tenant.ts';
import { type ReputationPolicy, reputationPolicies } from '../../../shared/ses-tenants/ports.ts';
import { policyInArn, resourceInArn } from '../../../shared/ses-tenants/tenant-arn.ts';
import { wantedResources } from '../../../shared/ses-tenants/wanted-resources.ts';
import { type CommandIo, exitCodes, printable } from '../../command-io.ts';
import { type OpenedSes, type SesTenantIo, withSes } from './with-ses.ts';

export interface CreateSesTenantOptions {
  readonly name?: string;
  readonly policy?: string;
  readonly identity?: readonly string[];
  readonly template?: readonly string[];
  readonly allTemplates?: boolean;
  readonly json?: boolean;
}

/**
 * `ses-pipeline tenants ses create TENANT`: makes the tenant a tenant of SES, or completes what an
 * earlier run began.
 *
 * @returns 0; 1 when SES does not answer or does not permit it; 2 when an option is invalid; 3 when
 *   it cannot be told what the tenant's mail uses, or its item names another SES tenant
 */
export const createSesTenant = async (
  tenantId: string,
  options: CreateSesTenantOptions,
  io: SesTenantIo,
): Promise<number> => {
  const policy = readPolicy(options, io);
  if (policy === 'invalid') return exitCodes.usage;
  return withSes(tenantId, options.name, io, async (opened) => {
    const { ses, name, item } = opened;
    if (item.sesTenant !== undefined && item.sesTenant !== name) {
      io.printError(
        `Tenant ${tenantId} is the SES tenant ${item.sesTenant}; remove that first (tenants ses remove).`,
      );
      return exitCodes.wrong;
    }
    const wanted = wantedResources({
      settings: item.settings,
      streams: await io.streams(),
      identities: await ses.listIdentities(),
      namedIdentities: options.identity ?? [],
      templates: options.allTemplates ? await ses.listTemplates() : (options.template ?? []),
    });
    if (wanted.kind === 'unknown') {
      for (const problem of wanted.problems) io.printError(problem);
      return exitCodes.wrong;
    }
    const arn = await ses.find(name);
    const facts = await factsOf(opened, arn, policy !== undefined);
    const steps = planCreation(facts, { policy, resources: wanted.resources });
    return make(tenantId, opened, arn, steps, options, io);
  });
};

const readPolicy = (
  { policy }: CreateSesTenantOptions,
  { printError }: CommandIo,
): ReputationPolicy | undefined | 'invalid' => {
  if (policy === undefined) return undefined;
  const known = reputationPolicies.find((each) => each === policy);
  if (known === undefined) printError(`A policy is one of ${reputationPolicies.join(', ')}.`);
  return known ?? 'invalid';
};

export interface SesTenantOptions {
  readonly name?: string;
  readonly json?: boolean;
}

export interface RemoveSesTenantOptions extends SesTenantOptions {
  /** Also while SES lets it send nothing. */
  readonly althoughHeld?: boolean;
}

/**
 * `ses-pipeline tenants ses remove TENANT`: the tenant is no tenant of SES from then on.
 *
 * @returns 0; 1 when SES does not answer or does not permit it; 3 when other tenants are the same
 *   SES tenant, or SES lets it send nothing
 */
export const removeSesTenant = (
  tenantId: string,
  options: RemoveSesTenantOptions,
  io: SesTenantIo,
): Promise<number> =>
  withSes(tenantId, options.name, io, async (opened) => {
    const { name, item, ses } = opened;
    const others = await io.items.othersWith(tenantId, name, item.reached);
    if (others.length > 0) {
      io.printError(
        `The mail of other tenants is sent as the SES tenant ${name}, too: ${others.join(', ')}. Remove it from them first.`,
      );
      return exitCodes.wrong;
    }
    if (item.heldBySes !== undefined && options.althoughHeld !== true) {
      io.printError(
        `SES holds the mail of this tenant: ${printable(item.heldBySes)}. Without the SES tenant it would go out all the same, on the reputation of the account; with --although-held it does.`,
      );
      return exitCodes.wrong;
    }
    const arn = await ses.find(name);
    const steps = planRemoval(await factsOf(opened, arn, false));
    return make(tenantId, opened, arn, steps, options, io);
  });

const factsOf = async (
  { ses, name, item }: OpenedSes,
  arn: string | undefined,
  asksPolicy: boolean,
): Promise<SesTenantFacts> => {
  const isNamed = item.sesTenant === name;
  if (arn === undefined) return { there: undefined, isNamed };
  const resources = (await ses.listResources(name)).flatMap((each) => resourceInArn(each) ?? []);
  const policy = asksPolicy ? policyInArn((await ses.readStatus(arn)).policyArn) : undefined;
  return { there: { resources, policy }, isNamed };
};

const make = async (
  tenantId: string,
  { ses, name }: OpenedSes,
  arn: string | undefined,
  steps: readonly SesTenantStep[],
  { json = false }: SesTenantOptions,
  io: SesTenantIo,
): Promise<number> => {
  const pair = { tenantId, name, arn };
  const tell = (step: SesTenantStep): void => {
    if (!json) io.print(`  ${textOf(step, name)}`);
  };
  const { items, waitForSenders } = io;
  if (!(await carryOut(steps, pair, { ses, items, waitForSenders, tell }))) {
    io.printError('Somebody else has named another SES tenant. Look at it, then try again.');
    return exitCodes.failed;
  }
  const outcome = steps.length === 0 ? 'unchanged' : 'done';
  io.print(
    json
      ? JSON.stringify({ tenantId, sesTenant: name, outcome, steps })
      : `${tenantId}  SES tenant ${name}  ${outcome}`,
  );
  return exitCodes.fine;
};

const textOf = (step: SesTenantStep, name: string): string => {
  switch (step.kind) {
    case 'create':
      return `create the SES tenant ${name}`;
    case 'set-policy':
      return `set the reputation policy ${step.policy}`;
    case 'associate':
      return `associate ${step.resource}`;
    case 'name':
      return 'send as the SES tenant from now on';
    case 'unname':
      return 'send as the SES tenant no longer';
    case 'wait':
      return 'wait until the mail that senders have taken before is sent';
    case 'dissociate':
      return `dissociate ${step.resource}`;
    case 'delete':
      return `delete the SES tenant ${name}`;
    default:
      return step satisfies never;
  }
};
