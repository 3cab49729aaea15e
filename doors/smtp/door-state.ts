import type { ByteBudget } from './byte-budget.ts';
import type { Clients } from './clients.ts';
import type { DoorCounts } from './door-counts.ts';
import type { DoorLimits } from './limits.ts';
import type { LoginGuard } from './login-guard.ts';
import type { Places } from './places.ts';
import type { DoorPorts } from './ports.ts';

/** What all sessions of the door share. */
export interface Door {
  readonly ports: DoorPorts;
  readonly limits: DoorLimits;
  readonly clients: Clients;
  readonly counts: DoorCounts;
  readonly guard: LoginGuard;
  readonly bytes: ByteBudget;
  /** Connections, by address. */
  readonly connections: Places;
  /** Connections that have logged in, by tenant. */
  readonly sessions: Places;
  /** Mails under way, by tenant. */
  readonly mails: Places;
}
