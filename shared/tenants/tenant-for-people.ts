import type { TenantSettings } from './settings.ts';

/** What recipients are told of a tenant. */
export interface TenantForPeople {
  /** Its name as people know it; its id when it has none. */
  readonly name: string;
  /** Names of its streams, and which of them a page offers. */
  readonly streams?: TenantSettings['streams'];
}
