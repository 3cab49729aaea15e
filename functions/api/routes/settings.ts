import { changeSettings } from '../../../shared/tenants/change-settings.ts';
import { tenantSettingsSchema } from '../../../shared/tenants/settings.ts';
import { changedByOthers } from '../http/problem.ts';
import { done, noBody, noNames, noQuery, route } from '../http/route.ts';

const settings = {
  place: 'tenant',
  path: '/settings',
  tag: 'Settings',
  pathNames: noNames,
  query: noQuery,
  answers: { 200: { description: 'The settings as they stand.', schema: tenantSettingsSchema } },
} as const;

const getSettings = route(
  {
    ...settings,
    method: 'get',
    operationId: 'getSettings',
    summary: 'Settings of a tenant: its senders, subjects and configuration sets',
    right: 'view',
    body: noBody,
  },
  async ({ tenantId }, { tenants }) => done((await tenants.read(tenantId)).settings ?? {}),
);

const putSettings = route(
  {
    ...settings,
    method: 'put',
    operationId: 'putSettings',
    summary: 'Replace all settings of a tenant',
    right: 'change',
    body: tenantSettingsSchema,
  },
  async ({ tenantId, body }, ports) => {
    const changed = await changeSettings(ports.tenants, tenantId, ({ provider }) => ({
      settings: body,
      provider,
    }));
    return changed === undefined ? changedByOthers : done(changed.settings);
  },
);

export const settingsRoutes = [getSettings, putSettings];
