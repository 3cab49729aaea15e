import type { ForeignMail } from '../../feedback/foreign-mail.ts';
import type { MessageKey } from '../../messages/ports.ts';
import { unassignedTenant } from '../../tenants/names.ts';

/** Index of the mail that no tenant claims, by the time at which its first event was recorded. */
export const unassignedIndex = 'by-list';

/** Part of an update expression: assignments, and what they name. */
export interface Effects {
  readonly effects: readonly string[];
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Assignments for the item of foreign mail: who sent it. An unassigned one also enters the index,
 * once: later events only add, also once, which tenants claim its sender.
 */
export const foreignEffects = (
  { tenantId }: MessageKey,
  { senderDomain, disputedBy }: ForeignMail,
  nowMs: number,
): Effects => {
  const values = {
    ':seen': nowMs,
    ...(senderDomain === undefined ? {} : { ':domain': senderDomain }),
    ...(tenantId === unassignedTenant ? { ':list': unassignedTenant } : {}),
    ...(disputedBy.length === 0 ? {} : { ':disputed': disputedBy }),
  };
  return {
    effects: Object.entries(attributes)
      .filter(([value]) => Object.hasOwn(values, value))
      .map(([value, name]) => `${name}=if_not_exists(${name},${value})`),
    names: {},
    values,
  };
};

const attributes = {
  ':seen': 'firstSeenAt',
  ':domain': 'senderDomain',
  ':list': 'listedIn',
  ':disputed': 'disputedBy',
} as const;
