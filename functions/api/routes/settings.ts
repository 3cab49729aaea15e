import { changedLimits, withLimitsOf } from '../../../shared/budgets/keep-limits.ts';
import { changeSettings } from '../../../shared/tenants/change-settings.ts';
import { tenantSettingsSchema } from '../../../shared/tenants/settings.ts';
import { mayDo } from '../auth/roles.ts';
import { foreignSender, foreignSenders } from '../foreign-senders.ts';
import { changedByOthers, limitsForbidden, sendersForbidden } from '../http/problem.ts';
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
  async ({ tenantId, principal, body }, ports) => {
    const { from, defaultFrom, allowedSenders } = body;
    const senders = { from, defaultFrom, allowedSenders };
    const foreign = await foreignSenders(ports, principal, tenantId, senders);
    if (foreign.length > 0) return sendersForbidden(foreign.map(foreignSender));
    const mayLimit = mayDo(principal, 'operate', tenantId);
    if (!mayLimit) {
      const { settings: before = {} } = await ports.tenants.read(tenantId);
      const changed = changedLimits(before, body);
      if (changed.length > 0) return limitsForbidden(changed);
    }
    const changed = await changeSettings(
      ports.tenants,
      tenantId,
      ({ settings = {}, provider }) => ({
        settings: mayLimit ? body : withLimitsOf(body, settings),
        provider,
      }),
    );
    return changed === undefined ? changedByOthers : done(changed.settings);
  },
);

export const settingsRoutes = [getSettings, putSettings];
