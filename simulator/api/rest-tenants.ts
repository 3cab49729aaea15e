import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { newTenant, sendingStatusOf, type Tenant } from '../account/tenants.ts';
import type { SesWorld } from '../world.ts';
import { invalidParameter, type Refusal, refuse } from './refusal.ts';
import { done, type RestAnswer } from './rest-answer.ts';
import { reading } from './rest-body.ts';
import type { RestOperation } from './rest-operation.ts';
import { pageOf, pageSchema } from './rest-page.ts';

const reasons = z.array(z.enum(['BOUNCE', 'COMPLAINT']));
const tag = z.object({ Key: z.string().min(1).max(128), Value: z.string().max(256) });

const newTenantBody = z.object({
  TenantName: z.string().optional(),
  Tags: z.array(tag).max(50).default([]),
  SuppressionAttributes: z
    .object({
      SuppressedReasons: reasons.optional(),
      SuppressionScope: z.enum(['ACCOUNT', 'TENANT']).optional(),
    })
    .optional(),
});

type NewTenant = z.infer<typeof newTenantBody>;

/** An AWS account has at most this many tenants in a region. */
const maxTenants = 10_000;

/** SES's words on the name of a tenant. */
const nameProblem = (name: string): string | undefined => {
  if (name.trim() === '') return 'TenantName cannot be empty';
  if (name.length > 64) return 'TenantName cannot exceed 64 characters.';
  return /^[A-Za-z0-9_-]+$/.test(name)
    ? undefined
    : `Invalid tenant name <${name}>: only alphanumeric ASCII characters, '_', and '-' are allowed.`;
};

const noTenant = (name: string): Refusal =>
  refuse('NotFound', `The requested tenant <${name}> does not exist.`);

/** The tenant that a call names, or why there is none. */
export const tenantNamed = (
  { tenants }: Pick<SesWorld, 'tenants'>,
  name: string | undefined,
): Tenant | Refusal => {
  const problem = nameProblem(name ?? '');
  return problem === undefined
    ? (tenants.get(name ?? '') ?? noTenant(name ?? ''))
    : invalidParameter(problem);
};

const suppressionProblem = ({ SuppressionAttributes: given }: NewTenant): string | undefined => {
  if (given === undefined) return undefined;
  const { SuppressedReasons: listed, SuppressionScope: scope } = given;
  if (listed !== undefined && new Set(listed).size < listed.length)
    return 'Each suppressed reason can only be specified at most once';
  if (listed !== undefined && scope === undefined)
    return listed.length === 0
      ? 'SuppressionScope is required when SuppressedReasons are provided. Valid values are: TENANT, ACCOUNT'
      : 'SuppressedReasons cannot be specified without SuppressionScope.';
  return listed === undefined && scope !== undefined
    ? 'SuppressionScope cannot be specified without SuppressedReasons.'
    : undefined;
};

const inSeconds = (epochMs: number): number => Math.floor(epochMs / 1000);

const summaryOf = ({ name, id, arn, createdAtMs }: Tenant) => ({
  TenantName: name,
  TenantId: id,
  TenantArn: arn,
  CreatedTimestamp: inSeconds(createdAtMs),
});

const describe = (tenant: Tenant) => ({
  ...summaryOf(tenant),
  Tags: tenant.tags.map(({ key, value }) => ({ Key: key, Value: value })),
  SendingStatus: sendingStatusOf(tenant),
  ...(tenant.suppression === undefined
    ? {}
    : {
        SuppressionAttributes: {
          SuppressedReasons: tenant.suppression.reasons,
          SuppressionScope: tenant.suppression.scope,
        },
      }),
});

const create = (world: SesWorld, asked: NewTenant): RestAnswer => {
  const { tenants, arns, accountId, clock } = world;
  const { TenantName: name = '', Tags, SuppressionAttributes: given } = asked;
  const problem = nameProblem(name) ?? suppressionProblem(asked);
  if (problem !== undefined) return invalidParameter(problem);
  if (tenants.get(name) !== undefined)
    return refuse(
      'AlreadyExists',
      `Tenant with name ${name} already exists in account ${accountId}`,
    );
  if (tenants.list().length >= maxTenants)
    return refuse('LimitExceeded', `An account has at most ${maxTenants} tenants in a region.`);
  const id = `tn-${randomBytes(15).toString('hex')}`;
  const tenant: Tenant = {
    ...newTenant({ name, id, createdAtMs: clock() }, arns.prefix),
    tags: Tags.map(({ Key, Value }) => ({ key: Key, value: Value })),
    suppression:
      given?.SuppressedReasons === undefined || given.SuppressionScope === undefined
        ? undefined
        : { reasons: given.SuppressedReasons, scope: given.SuppressionScope },
  };
  tenants.put(tenant);
  return done(describe(tenant));
};

const named = z.object({ TenantName: z.string().optional() });

/** An operation on the tenant that the body names. */
const onTenant =
  (act: (world: SesWorld, tenant: Tenant) => RestAnswer): RestOperation['run'] =>
  (world, { body }) =>
    reading(named, body, ({ TenantName }) => {
      const tenant = tenantNamed(world, TenantName);
      return 'code' in tenant ? tenant : act(world, tenant);
    });

/** The tenants of the account. */
export const tenantOperations: readonly RestOperation[] = [
  {
    name: 'CreateTenant',
    method: 'POST',
    path: /^\/v2\/email\/tenants$/,
    run: (world, { body }) => reading(newTenantBody, body, (asked) => create(world, asked)),
  },
  {
    name: 'GetTenant',
    method: 'POST',
    path: /^\/v2\/email\/tenants\/get$/,
    run: onTenant((_world, tenant) => done({ Tenant: describe(tenant) })),
  },
  {
    name: 'ListTenants',
    method: 'POST',
    path: /^\/v2\/email\/tenants\/list$/,
    run: ({ tenants }, { body }) =>
      reading(pageSchema, body, (asked) =>
        pageOf('Tenants', tenants.list().map(summaryOf), ({ TenantName }) => TenantName, asked),
      ),
  },
  {
    name: 'DeleteTenant',
    method: 'POST',
    path: /^\/v2\/email\/tenants\/delete$/,
    run: onTenant(({ tenants }, { name }) => {
      tenants.remove(name);
      return done();
    }),
  },
];
