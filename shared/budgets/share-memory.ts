/** What a container knows of the tenants of an account, kept from batch to batch. */
export interface ShareMemory {
  /** When a tenant's share has room for its next recipient, as last seen; epoch ms. */
  readonly tats: Map<string, number>;
  /** When mail of each tenant was last seen, epoch ms, by the name of its account. */
  readonly seen: Map<string, Map<string, number>>;
  /** When the last spare slot was taken, epoch ms, by the name of the account. */
  readonly spareSlots: Map<string, number>;
}

export const newShareMemory = (): ShareMemory => ({
  tats: new Map(),
  seen: new Map(),
  spareSlots: new Map(),
});

/** How long a tenant counts as one whose mail waits, after mail of it was seen; ms. */
const seenForMs = 5_000;

/** Remembers a tenant's `tat`, as long as it lies ahead. */
export const rememberTat = (
  { tats }: ShareMemory,
  tenantId: string,
  tatMs: number,
  nowMs: number,
): void => {
  tats.set(tenantId, tatMs);
  for (const [id, known] of tats) if (known < nowMs) tats.delete(id);
};

/** Remembers whose mail was seen in an account. */
export const rememberSeen = (
  { seen }: ShareMemory,
  account: string,
  tenantIds: Iterable<string>,
  nowMs: number,
): void => {
  const known = seen.get(account) ?? new Map<string, number>();
  for (const tenantId of tenantIds) known.set(tenantId, nowMs);
  seen.set(account, known);
  for (const [name, tenants] of seen) {
    for (const [id, atMs] of tenants) if (atMs < nowMs - seenForMs) tenants.delete(id);
    if (tenants.size === 0) seen.delete(name);
  }
};

/** Whether mail of another tenant of the account was seen lately. */
export const hasOthers = (
  { seen }: ShareMemory,
  account: string,
  tenantId: string,
  nowMs: number,
): boolean =>
  [...(seen.get(account) ?? [])].some(([id, atMs]) => id !== tenantId && atMs >= nowMs - seenForMs);
