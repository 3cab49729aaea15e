import * as z from 'zod/mini';
import { removalWhy } from '../../../shared/tenants/pauses.ts';
import { changedByOthers } from '../http/problem.ts';
import { done, noBody, noNames, route } from '../http/route.ts';
import { nothingMore, reason } from '../http/schemas.ts';

const removeTenant = route(
  {
    place: 'tenant',
    path: '',
    method: 'delete',
    operationId: 'removeTenant',
    tag: 'Tenants',
    summary: 'Remove all settings, keys and topics of a tenant, and hold its mail from now on',
    right: 'operate',
    pathNames: noNames,
    query: z.strictObject({ why: z._default(reason, removalWhy) }),
    body: noBody,
    answers: { 200: { description: 'It is removed.', schema: nothingMore } },
  },
  async ({ tenantId, query }, ports) => {
    const pause = { by: 'operator', since: ports.now(), why: query.why } as const;
    return (await ports.removeTenant(tenantId, pause)) ? done({ success: true }) : changedByOthers;
  },
);

export const tenantRoutes = [removeTenant];
