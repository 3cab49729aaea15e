import { type BudgetAudit, createBudgetAudit } from './budget-audit.ts';
import { type CountAudit, createCountAudit } from './count-audit.ts';
import { createGuardAudit, type GuardAudit } from './guard-audit.ts';
import { createIdleQuotaAudit, type IdleQuotaAudit } from './idle-quota-audit.ts';
import { createIsolationAudit, type IsolationAudit } from './isolation-audit.ts';
import { createItemAudit, type ItemAudit } from './item-audit.ts';
import { createLifeAudit, type LifeAudit } from './life-audit.ts';
import type { MailAuditOptions } from './mail/mail-book.ts';
import { createMailAudit, type MailAudit } from './mail-audit.ts';
import { createReputationAudit, type ReputationAudit } from './reputation-audit.ts';
import { createShareAudit, type ShareAudit } from './share-audit.ts';
import { createSlotAudit, type SlotAudit } from './slot-audit.ts';
import type { SesView } from './slots/slot-excuses.ts';

/** All audits of a history. */
export interface Audits {
  readonly mail: MailAudit;
  readonly slots: SlotAudit;
  readonly counts: CountAudit;
  readonly items: ItemAudit;
  readonly life: LifeAudit;
  readonly reputation: ReputationAudit;
  readonly idleQuota: IdleQuotaAudit;
  readonly isolation: IsolationAudit;
  readonly budgets: BudgetAudit;
  readonly shares: ShareAudit;
  readonly guard: GuardAudit;
}

export interface AuditsOptions extends MailAuditOptions {
  readonly ses: SesView;
  /** Whether every metric has to be exact. */
  readonly areCountsExact: boolean;
  /** The tenant that forges feedback, where there is one. */
  readonly forger: string;
}

export const createAudits = ({
  ses,
  areCountsExact,
  forger,
  ...options
}: AuditsOptions): Audits => {
  const { now, report, settleMs } = options;
  return {
    mail: createMailAudit(options),
    slots: createSlotAudit({ now, report, ses }),
    counts: createCountAudit({ report, isExact: areCountsExact }),
    items: createItemAudit({ report }),
    life: createLifeAudit({ now, report, settleMs }),
    reputation: createReputationAudit({ report, forger }),
    idleQuota: createIdleQuotaAudit({ now, report }),
    isolation: createIsolationAudit({ report, tenantId: forger }),
    budgets: createBudgetAudit({ report }),
    shares: createShareAudit({ report }),
    guard: createGuardAudit({ report }),
  };
};
