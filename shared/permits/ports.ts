import type { PermitLimit } from './permits.ts';

/** Answer to the wish for a permit. */
export type PermitAnswer =
  | {
      readonly kind: 'taken';
      /** Ends the permit; never rejects, for a permit ends by itself, too. */
      readonly end: () => Promise<void>;
    }
  | { readonly kind: 'full'; readonly retryAfterMs: number };

/**
 * Takes a permit of some work for a tenant.
 *
 * @throws when the table cannot be reached
 */
export type TakePermit = (
  work: string,
  tenantId: string,
  limit: PermitLimit,
) => Promise<PermitAnswer>;
