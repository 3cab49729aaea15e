import type { AccountReading } from '../../shared/pacing/ports.ts';
import { noWindows, type Standing, worse } from '../../shared/reputation/judge.ts';
import {
  type Judgement,
  judgeScope,
  sumWindows,
  type TenantRecord,
  windowsOf,
  wordOf,
} from '../../shared/reputation/judge-tenant.ts';
import { wholeTenant } from '../../shared/tenants/pauses.ts';

/**
 * Judges the own account by the mail that still goes out through it. Mail of tenants' own accounts
 * does not count, nor does mail that is paused already: it can do no more harm.
 *
 * @param own - record of `everyTenant`: pauses and resumes of the whole account
 */
export const judgeAccount = (
  own: TenantRecord,
  tenants: readonly GoingTenant[],
  nowMs: number,
): Judgement => {
  const { forgivenMs, holdsOff } = wordOf(own, [wholeTenant], nowMs);
  const here = sumWindows(
    tenants
      .filter(({ record }) => !record.hasOwnAccount)
      .flatMap(({ record, going }) =>
        going.map((stream) => windowsOf(record.here.get(stream), nowMs, forgivenMs)),
      ),
  );
  return judgeScope({
    tenantId: own.tenantId,
    scope: wholeTenant,
    thresholds: own.thresholds,
    pause: own.pauses.get(wholeTenant),
    keptStanding: own.standings.get(wholeTenant),
    evidence: { here, elsewhere: noWindows },
    holdsOff,
  });
};

/** Standing of the account by its enforcement status at SES. */
export const standingBySes = ({
  isPaused,
  enforcementStatus,
}: Pick<AccountReading, 'isPaused' | 'enforcementStatus'>): Standing => {
  if (isPaused) return 'paused';
  return enforcementStatus === 'HEALTHY' ? 'healthy' : 'warned';
};

/** Record of a tenant, with the streams that are not paused. */
export interface GoingTenant {
  readonly record: TenantRecord;
  readonly going: readonly string[];
}

/**
 * Standing of the account as shown to people: the worse of our own judgement and the status at SES.
 */
export const standingOfAccount = (judgement: Judgement, bySes: Standing): Standing =>
  worse(judgement.standing, bySes);
