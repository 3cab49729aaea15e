import { streams } from '../email/streams.ts';
import type { SuppressionEntry } from './suppression-entry.ts';

/** Scope of an entry that holds for all tenants. */
export const everyTenant = '*';

/** Scope of an entry that holds for all mail of one tenant. */
export const tenantScope = (tenantId: string): string => `tenant#${tenantId}`;

/** No tenant's id holds it. */
const streamMark = '#stream#';

/**
 * Scope of an entry that holds for one stream of one tenant, as a click on "unsubscribe" makes it.
 */
export const streamScope = (tenantId: string, stream: string): string =>
  `${tenantScope(tenantId)}${streamMark}${stream}`;

/** The scopes in which an entry stops a mail of this tenant and stream, widest first. */
export const scopesFor = (tenantId: string, stream: string): readonly string[] => [
  everyTenant,
  tenantScope(tenantId),
  streamScope(tenantId, stream),
];

/**
 * The scope of the tenant whose stream a scope is of; undefined for a scope that is none of a
 * stream.
 */
export const tenantScopeAround = (scope: string): string | undefined => {
  const at = scope.indexOf(streamMark);
  return at === -1 ? undefined : scope.slice(0, at);
};

/**
 * Whether the entry stops mail at that time (epoch milliseconds). Tables keep expired entries for a
 * while, so each reader has to ask.
 */
export const isInForce = (entry: Pick<SuppressionEntry, 'expiresAtMs'>, nowMs: number): boolean =>
  entry.expiresAtMs === undefined || nowMs < entry.expiresAtMs;

/**
 * Whether a text names a scope that an entry can have. Stream names are those of
 * `shared/email/streams.ts`.
 */
export const isScope = (text: string): boolean => {
  if (text === everyTenant) return true;
  const parts = /^tenant#[A-Za-z0-9_-]{1,64}(?:#stream#(?<stream>.+))?$/.exec(text);
  return (
    parts !== null &&
    (parts.groups?.stream === undefined ||
      streams.some((stream) => stream === parts.groups?.stream))
  );
};
