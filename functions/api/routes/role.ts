import * as z from 'zod/mini';
import {
  roleProblem,
  roleWishSchema,
  type TenantRole,
  trustPolicyOf,
} from '../../../shared/tenants/role.ts';
import { invalid, notFound } from '../http/problem.ts';
import { type Answer, done, noBody, noNames, noQuery, route } from '../http/route.ts';
import { nothingMore } from '../http/schemas.ts';
import type { ApiPorts } from '../ports.ts';

const roleSchema = z.strictObject({
  account: z.string(),
  region: z.string(),
  roleArn: z.string(),
  externalId: z.nullable(z.string()),
  trustPolicy: z
    .nullable(z.record(z.string(), z.unknown()))
    .check(z.describe('Trust policy that the role has to have.')),
});

const common = {
  place: 'tenant',
  path: '/communication/role',
  tag: 'Communication',
  pathNames: noNames,
  query: noQuery,
} as const;

const answerRole = (role: TenantRole, { role: { pipelineAccount } }: ApiPorts): Answer => {
  const { externalId = null } = role;
  const trustPolicy = externalId === null ? null : trustPolicyOf(pipelineAccount, externalId);
  return done({ ...role, externalId, trustPolicy });
};

const getRole = route(
  {
    ...common,
    method: 'get',
    operationId: 'getRole',
    summary: 'Role with which mail of a tenant is sent, in an SES account of its own',
    right: 'view',
    body: noBody,
    answers: {
      200: { description: 'The role, and the trust policy for it.', schema: roleSchema },
      404: { description: 'The tenant has no role.', schema: z.unknown() },
    },
  },
  async ({ tenantId }, ports) => {
    const role = await ports.roles.read(tenantId);
    return role === undefined
      ? notFound('The tenant has no role of its own.')
      : answerRole(role, ports);
  },
);

const putRole = route(
  {
    ...common,
    method: 'put',
    operationId: 'putRole',
    summary: 'Set the role; it takes the place of access keys',
    right: 'change',
    body: roleWishSchema,
    answers: { 200: { description: 'The role, and the trust policy for it.', schema: roleSchema } },
  },
  async ({ tenantId, body }, ports) => {
    const problem = roleProblem(body, ports.role.name);
    return problem === undefined
      ? answerRole(await ports.roles.put(tenantId, body), ports)
      : invalid([problem]);
  },
);

const deleteRole = route(
  {
    ...common,
    method: 'delete',
    operationId: 'deleteRole',
    summary: 'Forget the role: mail of the tenant goes through the account of the pipeline',
    right: 'change',
    body: noBody,
    answers: {
      200: { description: 'It is forgotten.', schema: nothingMore },
      404: { description: 'There is none.', schema: z.unknown() },
    },
  },
  async ({ tenantId }, { roles }) =>
    (await roles.remove(tenantId))
      ? done({ success: true })
      : notFound('The tenant has no role of its own.'),
);

export const roleRoutes = [getRole, putRole, deleteRole];
