/** Bytes of mails in memory, in all and by tenant. */
export interface ByteBudget {
  /** Takes bytes for a tenant; false, and nothing is taken, when there is no room. */
  readonly take: (tenant: string, bytes: number) => boolean;
  /** Gives bytes of a tenant back. */
  readonly give: (tenant: string, bytes: number) => void;
  /** Whether there is room for a tenant's mail of this size now. */
  readonly hasRoom: (tenant: string, bytes: number) => boolean;
  readonly taken: () => number;
}

/** Creates a budget. One tenant may take half of it, so that others always have room. */
export const byteBudget = (most: number): ByteBudget => {
  const byTenant = new Map<string, number>();
  let taken = 0;
  const of = (tenant: string): number => byTenant.get(tenant) ?? 0;
  const hasRoom = (tenant: string, bytes: number): boolean =>
    taken + bytes <= most && of(tenant) + bytes <= most / 2;
  const add = (tenant: string, bytes: number): void => {
    taken += bytes;
    const sum = of(tenant) + bytes;
    if (sum === 0) byTenant.delete(tenant);
    else byTenant.set(tenant, sum);
  };
  return {
    hasRoom,
    take: (tenant, bytes) => {
      const fits = hasRoom(tenant, bytes);
      if (fits) add(tenant, bytes);
      return fits;
    },
    give: (tenant, bytes) => add(tenant, -bytes),
    taken: () => taken,
  };
};
