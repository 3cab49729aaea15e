import { overBudget, roomOn } from '../../budgets/budget-use.ts';
import { utcDay } from '../../budgets/calendar.ts';
import { isLimited, limitsOn } from '../../budgets/limits.ts';
import { isSimulated } from '../../email/mailbox-simulator.ts';
import type { CheckFacts } from '../check-facts.ts';
import type { JudgedMail, JudgeRule } from '../judge-rule.ts';
import { cannotJudge } from './cannot-judge.ts';

/**
 * Recipients for which the budget of the tenant has no room today or this month. The mail is held, or
 * rejected where the settings say so.
 *
 * @see docs/budgets.md
 */
export const budgetRule: JudgeRule = (mail, facts) => {
  const { settings, use, nowMs } = facts;
  // Of settings that cannot be told their own rule tells.
  if (settings.kind === 'cannot-tell') return [];
  const day = utcDay(nowMs);
  const limits = limitsOn(settings.fact, day);
  if (!isLimited(limits)) return [];
  if (use.kind === 'cannot-tell')
    return [
      cannotJudge(use, {
        rule: 'budget',
        field: 'to',
        says: 'whether the budget of its tenant has room for it',
        remedy: 'look at it: ses-pipeline tenants budget show',
      }),
    ];
  const count = countOf(mail, facts);
  if (count === 0 || roomOn(use.fact, limits, day) >= count) return [];
  const { per, most, untilMs, isTooLarge } = overBudget(use.fact, limits, day, count);
  const isRefused = settings.fact.budget?.over === 'refuse';
  const over = isTooLarge
    ? `it has more recipients than its tenant may send to in a ${per} (${most})`
    : `its tenant's budget of this ${per} (${most} recipients) has no room for it`;
  return [
    {
      ...({ severity: isRefused ? 'error' : 'warning', rule: 'budget', field: 'to' } as const),
      says: `${over}, so it would be ${isRefused ? 'rejected' : 'held'}`,
      remedy: isTooLarge
        ? 'raise the budget, or send to fewer'
        : `raise the budget, or wait until ${new Date(untilMs).toISOString()}`,
    },
  ];
};

/** Recipients that a budget counts: neither suppressed nor of SES's simulator. */
const countOf = ({ message }: JudgedMail, { suppressed }: CheckFacts): number =>
  message.recipients.filter(
    ({ canonical }) =>
      !isSimulated(canonical) && !(suppressed.kind === 'known' && suppressed.fact.has(canonical)),
  ).length;
