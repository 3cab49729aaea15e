import * as z from 'zod/mini';

/**
 * Work of which only so much may be under way at once, in all and of one tenant: each piece takes a
 * permit before it begins. A permit ends by itself, for whoever has it may die.
 */
export interface PermitLimit {
  /** Most permits at once; of all tenants. */
  readonly inAll: number;
  /** Most permits at once; of one tenant. */
  readonly ofTenant: number;
  /** Time after which a permit ends by itself; ms. */
  readonly longestMs: number;
  /** Time after a permit in which its tenant takes no other in its place; ms. */
  readonly restMs?: number;
}

export const permitSchema = z.object({
  id: z.string(),
  tenantId: z.string(),
  /** Whether the work is done, and the tenant only rests. */
  isOver: z.optional(z.boolean()),
  /** End of the permit, or of the rest after it; epoch ms. */
  untilMs: z.number(),
});

export type Permit = z.infer<typeof permitSchema>;

export type Admission =
  | { readonly kind: 'admitted'; readonly permits: readonly Permit[] }
  | { readonly kind: 'full'; readonly retryAfterMs: number };

/** Whether another permit may begin; and all permits with it. */
export const admit = (
  permits: readonly Permit[],
  { id, tenantId }: Pick<Permit, 'id' | 'tenantId'>,
  { inAll, ofTenant, longestMs }: PermitLimit,
  nowMs: number,
): Admission => {
  const standing = standingOf(permits, nowMs);
  const own = standing.filter((permit) => permit.tenantId === tenantId);
  const working = standing.filter(({ isOver = false }) => !isOver);
  if (own.length >= ofTenant) return { kind: 'full', retryAfterMs: firstEndOf(own) - nowMs };
  if (working.length >= inAll) return { kind: 'full', retryAfterMs: firstEndOf(working) - nowMs };
  return { kind: 'admitted', permits: [...standing, { id, tenantId, untilMs: nowMs + longestMs }] };
};

/** All permits after the work of one is done. */
export const endPermit = (
  permits: readonly Permit[],
  id: string,
  { restMs = 0 }: PermitLimit,
  nowMs: number,
): readonly Permit[] =>
  standingOf(
    permits.map((permit) =>
      permit.id === id ? { ...permit, isOver: true, untilMs: nowMs + restMs } : permit,
    ),
    nowMs,
  );

const standingOf = (permits: readonly Permit[], nowMs: number): readonly Permit[] =>
  permits.filter(({ untilMs }) => nowMs < untilMs);

const firstEndOf = (permits: readonly Permit[]): number =>
  Math.min(...permits.map(({ untilMs }) => untilMs));
