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

/** What SES itself says of the account. */
export const standingBySes = ({
  isPaused,
  enforcementStatus,
}: Pick<AccountReading, 'isPaused' | 'enforcementStatus'>): Standing => {
  if (isPaused) return 'paused';
  return enforcementStatus === 'HEALTHY' ? 'healthy' : 'warned';
};

/** A record of a tenant, and which of its streams go on. */
export interface GoingTenant {
  readonly record: TenantRecord;
  readonly going: readonly string[];
}

/**
 * Judges the pipeline's own account by all mail that goes on through it, and by none that other
 * accounts have sent; what is paused already harms it no more.
 *
 * @param own - the record of `everyTenant`: pauses of the account, and the operator's word on it
 */
export const judgeAccount = (
  own: TenantRecord,
  tenants: readonly GoingTenant[],
  nowMs: number,
): Judgement => {
  const { forgivenSinceMs, holdsOff } = wordOf([own.resumes.get(wholeTenant)], nowMs);
  const here = sumWindows(
    tenants
      .filter(({ record }) => !record.hasOwnAccount)
      .flatMap(({ record, going }) =>
        going.map((stream) => windowsOf(record.here.get(stream), nowMs, forgivenSinceMs)),
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

/**
 * How the account stands as people should see it: by our counts or by SES's word, whichever is
 * worse.
 */
export const standingOfAccount = (judgement: Judgement, bySes: Standing): Standing =>
  worse(judgement.standing, bySes);
