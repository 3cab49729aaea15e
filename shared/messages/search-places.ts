/**
 * Where searches stopped. A search stops at any item of the table, and so at the id of another
 * tenant's message, which nobody outside may learn: they get an id that says nothing.
 *
 * Each rejects when the table cannot be reached.
 */
export interface SearchPlaces {
  /** Keeps for an hour where a tenant's search stopped; resolves to an id for it. */
  readonly keep: (tenantId: string, after: string) => Promise<string>;
  /** Undefined when no search of this tenant stopped there, or an hour has passed. */
  readonly find: (tenantId: string, id: string) => Promise<string | undefined>;
}
