import { communicationConfigSchema } from '../../../shared/tenants/communication-config.ts';
import { readConfig } from '../../../shared/tenants/read-config.ts';
import { replaceConfig } from '../../../shared/tenants/replace-config.ts';
import { foreignSender, foreignSenders } from '../foreign-senders.ts';
import { changedByOthers, invalid, sendersForbidden, unavailable } from '../http/problem.ts';
import { type Answer, done, noBody, noNames, noQuery, route } from '../http/route.ts';
import type { ApiPorts } from '../ports.ts';

const config = {
  place: 'tenant',
  path: '/communication/config',
  tag: 'Communication',
  pathNames: noNames,
  query: noQuery,
  answers: {
    200: { description: 'The document as it stands.', schema: communicationConfigSchema },
  },
} as const;

const answerConfig = async (tenantId: string, ports: ApiPorts): Promise<Answer> =>
  done(await readConfig(ports, tenantId));

const getConfig = route(
  {
    ...config,
    method: 'get',
    operationId: 'getCommunicationConfig',
    summary: 'Configuration of a tenant',
    right: 'view',
    body: noBody,
  },
  ({ tenantId }, ports) => answerConfig(tenantId, ports),
);

const putConfig = route(
  {
    ...config,
    method: 'put',
    operationId: 'putCommunicationConfig',
    summary: 'Replace the configuration of a tenant',
    right: 'change',
    body: communicationConfigSchema,
  },
  async ({ tenantId, principal, body }, ports) => {
    const { primary, defaultFrom } = body.email;
    const foreign = await foreignSenders(ports, principal, tenantId, {
      'email.primary.credentials.fromEmail': primary.credentials?.fromEmail,
      'email.defaultFrom': defaultFrom,
    });
    if (foreign.length > 0) return sendersForbidden(foreign.map(foreignSender));
    const change = await replaceConfig(ports, tenantId, body);
    switch (change.kind) {
      case 'done':
        return answerConfig(tenantId, ports);
      case 'refused':
        return invalid(change.problems);
      case 'conflict':
        return changedByOthers;
      case 'unreachable':
        return unavailable;
      default:
        return change satisfies never;
    }
  },
);

export const communicationRoutes = [getConfig, putConfig];
