import {
  type CommunicationConfig,
  communicationConfigSchema,
} from '../../../shared/tenants/communication-config.ts';
import { toConfig, wishOf } from '../../../shared/tenants/tenant-config.ts';
import { invalid, unavailable } from '../http/problem.ts';
import { type Answer, done, noBody, noNames, noQuery, route } from '../http/route.ts';
import type { ApiPorts } from '../ports.ts';
import { changeSettings, switchTenant } from './change-settings.ts';
import { setAccount } from './own-account.ts';

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

const answerConfig = async (tenantId: string, ports: ApiPorts): Promise<Answer> => {
  const [state, keys] = await Promise.all([
    ports.tenants.read(tenantId),
    ports.credentials.read(tenantId),
  ]);
  return done(toConfig(state, ports.region, keys));
};

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
  ({ tenantId, body }, ports) => replaceConfig(tenantId, body, ports),
);

const replaceConfig = async (
  tenantId: string,
  config: CommunicationConfig,
  ports: ApiPorts,
): Promise<Answer> => {
  const { credentials = {} } = config.email.primary;
  const account = await setAccount(ports, tenantId, credentials);
  if (account.kind === 'unreachable') return unavailable;
  if (account.kind === 'refused')
    return invalid(account.problems.map((problem) => `email.primary.credentials.${problem}`));
  const changed = await changeSettings(ports, tenantId, ({ settings = {} }) =>
    wishOf(config, settings),
  );
  if ('kind' in changed) return changed;
  await switchTenant(ports, tenantId, wishOf(config, {}), changed);
  return answerConfig(tenantId, ports);
};

export const communicationRoutes = [getConfig, putConfig];
