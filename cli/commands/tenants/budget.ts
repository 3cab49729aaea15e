import { type BudgetUse, usedOn } from '../../../shared/budgets/budget-use.ts';
import { dayStartMs, utcDay } from '../../../shared/budgets/calendar.ts';
import { isLimited, limitsOn } from '../../../shared/budgets/limits.ts';
import { UnreadableItem } from '../../../shared/system/unreadable-item.ts';
import type { TenantBook } from '../../../shared/tenants/ports.ts';
import { everyTenant } from '../../../shared/tenants/resumes.ts';
import { withDefaults } from '../../../shared/tenants/settings.ts';
import { type CommandIo, exitCodes, printable } from '../../command-io.ts';
import { printDetails } from '../../terminal/details.ts';
import { isTenantId } from './tenant-id.ts';

export interface BudgetIo extends CommandIo {
  readonly readTenant: TenantBook['read'];
  readonly readUse: (tenantId: string) => Promise<BudgetUse>;
  readonly now: () => number;
}

export interface ShowBudgetOptions {
  readonly json?: boolean;
}

/**
 * `ses-pipeline tenants budget show TENANT`: what the tenant has used of its day and its month, and
 * its share of the rate.
 *
 * @returns 0; 2 when the tenant cannot be one; 3 when nothing limits it, or an item cannot be read
 */
export const showBudget = async (
  tenantId: string,
  options: ShowBudgetOptions,
  io: BudgetIo,
): Promise<number> => {
  if (!isTenantId(tenantId, io)) return exitCodes.usage;
  try {
    return await show(tenantId, options, io);
  } catch (error) {
    if (!(error instanceof UnreadableItem)) throw error;
    io.printError(printable(error.message));
    return exitCodes.wrong;
  }
};

const show = async (
  tenantId: string,
  { json }: ShowBudgetOptions,
  io: BudgetIo,
): Promise<number> => {
  const [own, all, use] = await Promise.all([
    io.readTenant(tenantId),
    io.readTenant(everyTenant),
    io.readUse(tenantId),
  ]);
  const settings = own.ses === undefined ? withDefaults(own.settings, all.settings) : own.settings;
  const today = utcDay(io.now());
  const limits = limitsOn(settings ?? {}, today);
  const used = usedOn(use, today);
  const date = new Date(dayStartMs(today)).toISOString().slice(0, 10);
  const day = { date, used: used.perDay, most: orNull(limits.perDay) };
  const month = { date: date.slice(0, 7), used: used.perMonth, most: orNull(limits.perMonth) };
  const rateShare = settings?.budget?.rateShare ?? null;
  const held = use.held === undefined ? null : new Date(use.held.atMs).toISOString();
  if (json) io.print(JSON.stringify({ tenantId, day, month, rateShare, held }));
  else
    printDetails(
      [{ text: tenantId }, { text: 'budget' }],
      [
        { label: 'day', text: textOf(day) },
        { label: 'month', text: textOf(month) },
        ...(rateShare === null
          ? []
          : [{ label: 'rate', text: `${rateShare} of it while mail of others waits` }]),
        ...(held === null
          ? []
          : [{ label: 'held', text: `mail is held for want of room since ${held}` }]),
      ],
      io,
    );
  return isLimited(limits) || rateShare !== null ? exitCodes.fine : exitCodes.wrong;
};

/** JSON has no infinity. */
const orNull = (limit: number): number | null => (Number.isFinite(limit) ? limit : null);

const textOf = ({
  date,
  used,
  most,
}: {
  readonly date: string;
  readonly used: number;
  readonly most: number | null;
}): string =>
  `${date}  ${most === null ? `${used} recipients, no limit` : `${used} of ${most} recipients`}`;
