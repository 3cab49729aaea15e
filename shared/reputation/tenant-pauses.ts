import type { UnreadableItem } from '../system/unreadable-item.ts';
import type { Pause } from '../tenants/pauses.ts';
import type { Resume } from '../tenants/resumes.ts';
import type { OwnThresholds } from './thresholds.ts';

/** What the tenants table says of who may send. Scopes are streams, or `wholeTenant`. */
export interface PausesOfTenant {
  readonly tenantId: string;
  /** It sends with an SES account of its own. */
  readonly hasOwnAccount: boolean;
  readonly pauses: ReadonlyMap<string, Pause>;
  /** The last one of each scope, for as long as it has not been paused by an operator again. */
  readonly resumes: ReadonlyMap<string, Resume>;
  readonly ownThresholds: OwnThresholds;
  /** What of the item cannot be read, until somebody corrects it. */
  readonly unreadable?: readonly UnreadableItem[];
}

/** An operator's word always counts; the guard's only where no operator has spoken otherwise. */
export interface TenantPauses {
  /** Every tenant that has an item, `everyTenant` among them. */
  readonly list: () => Promise<readonly PausesOfTenant[]>;
  /** False when it may not. */
  readonly pause: (tenantId: string, scope: string, pause: Pause) => Promise<boolean>;
  /** False when there is nothing that it may resume. */
  readonly resume: (tenantId: string, scope: string, resume: Resume) => Promise<boolean>;
  /**
   * All mail that was held under the pause is on its way; nothing when it has been paused or
   * resumed again since.
   */
  readonly markReleased: (tenantId: string, scope: string, resume: Resume) => Promise<void>;
}
