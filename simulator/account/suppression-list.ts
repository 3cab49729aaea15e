export type SuppressionReason = 'BOUNCE' | 'COMPLAINT';

export interface SuppressedDestination {
  readonly address: string;
  readonly reason: SuppressionReason;
  readonly updatedAtMs: number;
}

/** A suppression list, of the account or of a tenant. */
export interface SuppressionList {
  readonly get: (address: string) => SuppressedDestination | undefined;
  readonly put: (entry: SuppressedDestination) => void;
  /** Removes an address; returns whether it was on the list. */
  readonly remove: (address: string) => boolean;
  /**
   * One page, sorted by address; `next` says where the next page begins, whatever is added or
   * removed in between.
   */
  readonly page: (query: PageQuery) => Page;
}

export interface PageQuery {
  /** Reasons to list; empty for all. */
  readonly reasons: readonly string[];
  /** Epoch milliseconds, both inclusive. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly size: number;
  /** `next` of the previous page. */
  readonly after: string | undefined;
}

export interface Page {
  readonly entries: readonly SuppressedDestination[];
  readonly next: string | undefined;
}

/** @param match - whether case matters: it does in a tenant's list, but not in the account's */
export const createSuppressionList = (
  initial: readonly SuppressedDestination[],
  match: 'any-case' | 'exact' = 'any-case',
): SuppressionList => {
  const keyOf = (address: string): string => (match === 'exact' ? address : address.toLowerCase());
  const entries = new Map(initial.map((entry) => [keyOf(entry.address), entry]));
  return {
    get: (address) => entries.get(keyOf(address)),
    put: (entry) => void entries.set(keyOf(entry.address), entry),
    remove: (address) => entries.delete(keyOf(address)),
    page: ({ reasons, fromMs, toMs, size, after = '' }) => {
      const found = [...entries]
        .filter(
          ([key, { reason, updatedAtMs }]) =>
            key > after &&
            (reasons.length === 0 || reasons.includes(reason)) &&
            updatedAtMs >= fromMs &&
            updatedAtMs <= toMs,
        )
        .sort(([a], [b]) => (a < b ? -1 : 1));
      const chosen = found.slice(0, size);
      return {
        entries: chosen.map(([, entry]) => entry),
        next: found.length > size ? chosen.at(-1)?.[0] : undefined,
      };
    },
  };
};
