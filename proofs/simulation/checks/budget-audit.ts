import type { BudgetSettings } from '../../../shared/budgets/budget-settings.ts';
import { utcDay } from '../../../shared/budgets/calendar.ts';
import { limitsOn } from '../../../shared/budgets/limits.ts';
import { isSimulated } from '../../../shared/email/mailbox-simulator.ts';
import type { Accepted } from '../models/ses.ts';
import type { Report } from './violation.ts';

/**
 * Time around midnight in which a mail may be of either day; ms. Machines' clocks are off, and SES
 * may take a mail a while after the call began.
 */
const aroundMidnightMs = 60_000;

/** Compares what SES accepted of each tenant on each day with the tenant's budget. */
export const createBudgetAudit = ({ report }: { readonly report: Report }) => {
  const budgets = new Map<string, BudgetSettings>();
  const accepted = new Map<string, number>();
  return {
    /** A tenant gets a budget, or loses it. */
    set: (tenantId: string, settings: BudgetSettings | undefined): void => {
      if (settings === undefined) budgets.delete(tenantId);
      else budgets.set(tenantId, settings);
    },
    accept: ({ subject, recipients, atMs }: Accepted): void => {
      const tenantId = subject.slice(0, subject.indexOf('#'));
      const settings = budgets.get(tenantId);
      const day = utcDay(atMs);
      if (
        settings === undefined ||
        [-1, 1].some((way) => utcDay(atMs + way * aroundMidnightMs) !== day)
      )
        return;
      const { perDay, perMonth } = limitsOn(settings, day);
      const name = `${tenantId} ${day}`;
      const counted = recipients.filter((address) => !isSimulated(address)).length;
      const sum = (accepted.get(name) ?? 0) + counted;
      accepted.set(name, sum);
      const most = Math.min(perDay, perMonth);
      if (sum > most)
        report(
          'budget',
          subject,
          `SES accepted ${sum} recipients of its tenant on a day of ${most}`,
        );
    },
  };
};

export type BudgetAudit = ReturnType<typeof createBudgetAudit>;
