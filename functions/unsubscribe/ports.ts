import type { FindSuppressions, Suppress } from '../../shared/suppression/ports.ts';
import type { Log } from '../../shared/telemetry/ports.ts';
import type { TenantForPeople } from '../../shared/tenants/tenant-for-people.ts';
import type { FindRing } from '../../shared/unsubscribe/remembered-ring.ts';
import type { OfferedStream } from './offered-streams.ts';

/** What the pages need. Each rejects when it cannot be reached; the visitor is then asked to return. */
export interface UnsubscribePorts {
  readonly findRing: FindRing;
  readonly findTenant: (tenantId: string) => Promise<TenantForPeople>;
  /** Streams that the deployment lets people leave. */
  readonly offered: readonly OfferedStream[];
  readonly findSuppressions: FindSuppressions;
  readonly suppress: Suppress;
  /** Takes the reason `unsubscribe`, written until `nowMs` (epoch ms), back, and no other. */
  readonly takeBack: (address: string, scope: string, nowMs: number) => Promise<void>;
  /** Epoch ms. */
  readonly now: () => number;
  readonly log: Log;
}
