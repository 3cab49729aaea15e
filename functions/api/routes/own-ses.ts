import * as z from 'zod/mini';
import { changeSettings, switchTenant } from '../../../shared/tenants/change-settings.ts';
import { sesAccountSchema } from '../../../shared/tenants/communication-config.ts';
import { setAccount } from '../../../shared/tenants/set-account.ts';
import { withSender } from '../../../shared/tenants/tenant-config.ts';
import { foreignSender, foreignSenders } from '../foreign-senders.ts';
import { changedByOthers, notFound, unavailable } from '../http/problem.ts';
import { done, noBody, noNames, noQuery, route } from '../http/route.ts';
import { nothingMore } from '../http/schemas.ts';

const common = {
  place: 'tenant',
  path: '/communication/ses',
  tag: 'Communication',
  right: 'change',
  pathNames: noNames,
  query: noQuery,
} as const;

const outcome = z.strictObject({ success: z.boolean(), message: z.string() });

const putSes = route(
  {
    ...common,
    method: 'put',
    operationId: 'putSes',
    summary: 'Set the SES account, the sender and the switch of a tenant',
    body: sesAccountSchema,
    answers: { 200: { description: 'What came of it; a message for people.', schema: outcome } },
  },
  async ({ tenantId, principal, body }, ports) => {
    const { fromEmail } = body;
    const [foreign] = await foreignSenders(ports, principal, tenantId, { fromEmail });
    if (foreign !== undefined) return done({ success: false, message: foreignSender(foreign) });
    const before = await ports.tenants.read(tenantId);
    const account = await setAccount(ports, tenantId, body, before);
    if (account.kind === 'unreachable') return unavailable;
    if (account.kind === 'conflict') return changedByOthers;
    if (account.kind === 'refused')
      return done({ success: false, message: account.problems.join(' ') });
    const changed = await changeSettings(
      ports.tenants,
      tenantId,
      ({ settings = {}, provider }) => ({
        settings: withSender(settings, body),
        provider,
      }),
      before,
    );
    if (changed === undefined) return changedByOthers;
    if (body.enabled !== undefined) await switchTenant(ports, tenantId, body.enabled, changed);
    return done({
      success: true,
      message: 'The settings are stored, and in force for the next message.',
    });
  },
);

const deleteSes = route(
  {
    ...common,
    method: 'delete',
    operationId: 'deleteSes',
    summary:
      'Forget the access keys of a tenant: its mail goes through the account of the pipeline',
    body: noBody,
    answers: {
      200: { description: 'They are forgotten.', schema: nothingMore },
      404: { description: 'There are none.', schema: z.unknown() },
    },
  },
  async ({ tenantId }, { credentials }) =>
    (await credentials.remove(tenantId))
      ? done({ success: true })
      : notFound('The tenant has no access keys of its own.'),
);

export const ownSesRoutes = [putSes, deleteSes];
