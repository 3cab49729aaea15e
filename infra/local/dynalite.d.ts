declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** Milliseconds that tables stay in CREATING, DELETING and UPDATING; in memory without a path. */
  export interface DynaliteOptions {
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
    readonly path?: string;
  }

  export default function dynalite(options?: DynaliteOptions): Server;
}
