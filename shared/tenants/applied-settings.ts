import type { TenantState } from './ports.ts';
import { type TenantSettings, withDefaults } from './settings.ts';

/**
 * The settings that apply to the mail of a tenant: its own over those of all tenants, which do not
 * apply where it brings an SES account of its own.
 */
export const appliedSettings = (
  own: Pick<TenantState, 'settings' | 'ses'>,
  ofAll: Pick<TenantState, 'settings'>,
): TenantSettings =>
  (own.ses === undefined ? withDefaults(own.settings, ofAll.settings) : own.settings) ?? {};
