import type { BudgetSettings } from '../budgets/budget-settings.ts';
import type { SesTenantMark } from '../ses-tenants/ports.ts';
import type { UnreadableItem } from '../system/unreadable-item.ts';
import type { Pause } from '../tenants/pauses.ts';
import type { Resume } from '../tenants/resumes.ts';
import type { OwnThresholds } from './thresholds.ts';

/**
 * Pauses and resumes of a tenant, from its item in the tenants table. Scopes are streams, or
 * `wholeTenant`.
 */
export interface PausesOfTenant {
  readonly tenantId: string;
  /** Whether it sends with an SES account of its own. */
  readonly hasOwnAccount: boolean;
  readonly pauses: ReadonlyMap<string, Pause>;
  /** Last resume of each scope, until an operator pauses the scope again. */
  readonly resumes: ReadonlyMap<string, Resume>;
  /**
   * When an operator last resumed what the guard had paused, by scope; epoch ms. Default none. What
   * the guard knew by then no longer counts.
   */
  readonly forgiven?: ReadonlyMap<string, number>;
  readonly ownThresholds: OwnThresholds;
  /** The SES tenant that its item names; undefined when it names none. */
  readonly ses?: SesTenantMark;
  /** Its own limits; those of all tenants are not merged in. */
  readonly budgets?: BudgetSettings;
  /** Attributes of the item that cannot be read, until somebody corrects it. */
  readonly unreadable?: readonly UnreadableItem[];
}

/**
 * Pauses and resumes in the tenants table. An operator's decision always takes effect; the guard's
 * only where no operator has decided otherwise.
 */
export interface TenantPauses {
  /** Lists every tenant that has an item, including `everyTenant`. */
  readonly list: () => Promise<readonly PausesOfTenant[]>;
  /** Resolves to false when an operator's decision forbids the pause. */
  readonly pause: (tenantId: string, scope: string, pause: Pause) => Promise<boolean>;
  /**
   * Resolves to false when there is no pause that it may end. An operator's resume of a pause by the
   * guard is noted as {@link PausesOfTenant.forgiven}.
   */
  readonly resume: (tenantId: string, scope: string, resume: Resume) => Promise<boolean>;
  /**
   * Records that all mail held under the pause is released; does nothing when the scope has been
   * paused or resumed again since.
   */
  readonly markReleased: (tenantId: string, scope: string, resume: Resume) => Promise<void>;
}
