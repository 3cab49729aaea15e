import type { Stream } from '../email/streams.ts';
import { appliedSettings } from '../tenants/applied-settings.ts';
import { type Pause, pauseOf, withPausesOfAll } from '../tenants/pauses.ts';
import type { TenantState } from '../tenants/ports.ts';
import type { TenantSettings } from '../tenants/settings.ts';

/** Settings and pause that apply to the mail of a tenant's stream. */
export const tenantFacts = (
  own: TenantState,
  ofAll: TenantState,
  stream: Stream,
): { readonly settings: TenantSettings; readonly pause: Pause | undefined } => {
  const pauses =
    own.ses === undefined ? withPausesOfAll(own.pauses, ofAll.pauses, false) : own.pauses;
  return { settings: appliedSettings(own, ofAll), pause: pauseOf(pauses, stream) };
};
