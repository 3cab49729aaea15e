import { streamForm } from '../email/streams.ts';
import type { SuppressionEntry } from './suppression-entry.ts';

/** Scope of entries for all tenants. */
export const everyTenant = '*';

/** Scope of entries for all mail of one tenant. */
export const tenantScope = (tenantId: string): string => `tenant#${tenantId}`;

/** Separator between tenant and stream; a tenant id cannot contain it. */
const streamMark = '#stream#';

/** Scope of entries for one stream of one tenant, such as those of an unsubscribe click. */
export const streamScope = (tenantId: string, stream: string): string =>
  `${tenantScope(tenantId)}${streamMark}${stream}`;

/** Scopes that apply to mail of this tenant and stream, widest first. */
export const scopesFor = (tenantId: string, stream: string): readonly string[] => [
  everyTenant,
  tenantScope(tenantId),
  streamScope(tenantId, stream),
];

/** The tenant's scope around a stream's scope; undefined for any other scope. */
export const tenantScopeAround = (scope: string): string | undefined => {
  const at = scope.indexOf(streamMark);
  return at === -1 ? undefined : scope.slice(0, at);
};

/** The stream of a stream's scope; undefined for any other scope. */
export const streamInScope = (scope: string): string | undefined => {
  const at = scope.indexOf(streamMark);
  return at === -1 ? undefined : scope.slice(at + streamMark.length);
};

/**
 * Whether the entry stops mail at `nowMs` (epoch ms). Tables keep expired entries for a while, so
 * every reader must check.
 */
export const isInForce = (entry: Pick<SuppressionEntry, 'expiresAtMs'>, nowMs: number): boolean =>
  entry.expiresAtMs === undefined || nowMs < entry.expiresAtMs;

/** Whether a text has the form of a scope. */
export const isScope = (text: string): boolean => {
  if (text === everyTenant) return true;
  const parts = /^tenant#[A-Za-z0-9_-]{1,64}(?:#stream#(?<stream>.+))?$/.exec(text);
  return (
    parts !== null && (parts.groups?.stream === undefined || streamForm.test(parts.groups.stream))
  );
};
