import type { FindSuppressions, Suppress } from '../../shared/suppression/ports.ts';
import type { Log } from '../../shared/telemetry/ports.ts';
import type { FindRing } from '../../shared/unsubscribe/remembered-ring.ts';

/** What the pages need. Each rejects when it cannot be reached; the visitor is then asked to return. */
export interface UnsubscribePorts {
  readonly findRing: FindRing;
  /** Name of a tenant as people know it; its id when it has none. */
  readonly findName: (tenantId: string) => Promise<string>;
  readonly findSuppressions: FindSuppressions;
  readonly suppress: Suppress;
  /** Takes the reason `unsubscribe`, written until `nowMs` (epoch ms), back, and no other. */
  readonly takeBack: (address: string, scope: string, nowMs: number) => Promise<void>;
  /** Epoch ms. */
  readonly now: () => number;
  readonly log: Log;
}
