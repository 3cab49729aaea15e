import { isRole, type Principal } from './roles.ts';

/** Names of the claims that say who calls. */
export interface ClaimNames {
  /** Role, or list of roles. */
  readonly role: string;
  readonly tenant: string;
}

type Claims = Readonly<Record<string, unknown>>;

/**
 * Who a token speaks of. Roles that the API does not know are passed over; a token without one it
 * knows, or without a subject, speaks of nobody.
 */
export const readClaims = (claims: Claims, names: ClaimNames): Principal | undefined => {
  const { sub } = claims;
  const roles = textsOf(claims[names.role]).filter(isRole);
  if (typeof sub !== 'string' || sub === '' || roles.length === 0) return undefined;
  const tenant = claims[names.tenant];
  return { subject: sub, roles, tenantId: typeof tenant === 'string' ? tenant : undefined };
};

const textsOf = (claim: unknown): readonly string[] =>
  (Array.isArray(claim) ? claim : [claim]).filter((one) => typeof one === 'string');
