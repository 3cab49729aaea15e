import { Hono } from 'hono';
import * as z from 'zod';
import { changeTenantStatus } from '../account/tenant-status.ts';
import { sendingStatusOf, type Tenant } from '../account/tenants.ts';
import type { SesWorld } from '../world.ts';
import { responseOf, type SimulatorRoutes } from './http-exchange.ts';
import { json, reading } from './sim-answers.ts';

/** The status that SES gives a tenant. */
const tenantSchema = z.strictObject({
  status: z.enum(['ENABLED', 'REINSTATED', 'DISABLED']),
  cause: z.string().min(1).max(512).default('Set by the simulator'),
});

/** Routes by which SES pauses a tenant, and lets it send again. */
export const simTenantRoutes = (world: SesWorld): Hono<SimulatorRoutes> =>
  new Hono<SimulatorRoutes>()
    .get('/tenants', () => responseOf(json(world.tenants.list().map(statusOfTenant))))
    .post('/tenants/:name', ({ req, var: { body } }) => {
      const tenant = world.tenants.get(req.param('name'));
      if (tenant === undefined) return responseOf(noTenant);
      return responseOf(
        reading(tenantSchema, body.toString('utf8'), (status) =>
          statusOfTenant(changeTenantStatus(world, tenant, 'sesStatus', status)),
        ),
      );
    });

const statusOfTenant = (tenant: Tenant) => ({
  name: tenant.name,
  arn: tenant.arn,
  sendingStatus: sendingStatusOf(tenant),
  customerStatus: tenant.customerStatus,
  sesStatus: tenant.sesStatus,
});

const noTenant = json({ problem: 'There is no such tenant.' }, 404);
