export type SuppressionReason = 'BOUNCE' | 'COMPLAINT';

export interface SuppressedDestination {
  readonly address: string;
  readonly reason: SuppressionReason;
  readonly updatedAtMs: number;
}

/** The account-level suppression list; case is ignored. */
export interface SuppressionList {
  readonly get: (address: string) => SuppressedDestination | undefined;
  readonly put: (entry: SuppressedDestination) => void;
  /** Whether it was there. */
  readonly remove: (address: string) => boolean;
  readonly list: () => readonly SuppressedDestination[];
}

export const createSuppressionList = (initial: readonly SuppressedDestination[]): SuppressionList => {
  const entries = new Map(initial.map((entry) => [entry.address.toLowerCase(), entry]));
  return {
    get: (address) => entries.get(address.toLowerCase()),
    put: (entry) => void entries.set(entry.address.toLowerCase(), entry),
    remove: (address) => entries.delete(address.toLowerCase()),
    list: () => [...entries.values()],
  };
};
