import type { DoctorWorld } from './doctor-world.ts';

/** Takes a fault away. */
export type Undo = () => unknown;

/** A fault that is planted in a healthy stack, by the API of the service that has it. */
export interface Fault {
  readonly name: string;
  /** The check that must find it, and no other. */
  readonly check: string;
  /** Resolves to what takes it away. */
  readonly plant: (world: DoctorWorld) => Promise<Undo>;
  /** Whether a canary is sent to find it. */
  readonly needsCanary?: boolean;
}

/** Writes an item of the tenants table. */
export const tenantItem =
  (tenantId: string, attributes: object): Fault['plant'] =>
  async ({ clients: { documents }, target }) => {
    const TableName = target.tables.tenants;
    await documents.put({ TableName, Item: { tenantId, ...attributes } });
    return () => documents.delete({ TableName, Key: { tenantId } });
  };
