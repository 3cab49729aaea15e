import type { ListHeld, ReleaseHeld } from '../../shared/held/ports.ts';
import { releaseScope, tenantsConcerned } from '../../shared/reputation/release-resumed.ts';
import type { PausesOfTenant, TenantPauses } from '../../shared/reputation/tenant-pauses.ts';
import { planHold } from '../../shared/ses-tenants/plan-hold.ts';
import type {
  ReachedAccount,
  SesTenantMark,
  SesTenantMarks,
  SesTenantStatus,
  TenantReputation,
} from '../../shared/ses-tenants/ports.ts';
import { SesTenantFailure } from '../../shared/ses-tenants/ses-tenant-failure.ts';
import type { Clock } from '../../shared/system/ports.ts';
import type { Log } from '../../shared/telemetry/ports.ts';
import { type Pause, pausedBySes } from '../../shared/tenants/pauses.ts';

export interface HeedSesPorts {
  readonly tenants: Pick<TenantPauses, 'list' | 'pause' | 'resume'>;
  readonly marks: SesTenantMarks;
  /** Undefined for an account that only mail can be sent with. */
  readonly reputationIn: (reached: ReachedAccount) => TenantReputation | undefined;
  readonly listHeld: ListHeld;
  readonly releaseHeld: ReleaseHeld;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/** Most looks at a status that changes meanwhile. */
const mostLooks = 4;

/**
 * Makes a tenant's pause agree with what SES says of its SES tenant, and releases what was held
 * when SES lets it send again.
 *
 * The status is asked for again after each write. So of two that heed SES at the same time, in
 * whatever order their events came, the one that writes last has seen what SES says now.
 *
 * @returns whether SES was asked; false when it does not answer
 */
export const heedSes = async (ports: HeedSesPorts, tenant: PausesOfTenant): Promise<boolean> => {
  const { tenantId } = tenant;
  let held = tenant.pauses.get(pausedBySes);
  for (let look = 1; look <= mostLooks; look += 1) {
    const answer = await readStatus(ports, tenantId, tenant.ses);
    if (answer.kind === 'unknown') return answer.isAnswered;
    const plan = planHold({ held, status: answer.status });
    if (plan.kind === 'nothing') return true;
    held = await carryOut(ports, tenantId, plan);
  }
  return true;
};

const carryOut = async (
  ports: HeedSesPorts,
  tenantId: string,
  { kind, why }: { readonly kind: 'hold' | 'let-go'; readonly why: string },
): Promise<Pause | undefined> => {
  const { tenants, clock, log } = ports;
  const word = { by: 'ses', since: clock.now(), why } as const;
  if (kind === 'hold') {
    await tenants.pause(tenantId, pausedBySes, word);
    log('error', 'SES lets a tenant send nothing; its mail is held.', { tenantId, why });
    return word;
  }
  await tenants.resume(tenantId, pausedBySes, { ...word, released: false });
  const released = await release(ports, tenantId);
  log('info', 'Mail that SES held up goes out again.', { tenantId, why, released });
  return undefined;
};

/** The scheduled runs release the rest, if this ends early. */
const release = async (
  { tenants, listHeld, releaseHeld }: HeedSesPorts,
  tenantId: string,
): Promise<number> => {
  const known = await tenants.list();
  let released = 0;
  for (const id of await tenantsConcerned(tenantId, listHeld))
    released += await releaseScope(known, id, pausedBySes, releaseHeld);
  return released;
};

type StatusAnswer =
  | { readonly kind: 'known'; readonly status: SesTenantStatus | undefined }
  | { readonly kind: 'unknown'; readonly isAnswered: boolean };

/** The status of an SES tenant; what SES does not tell is logged with what to do. */
const readStatus = async (
  { reputationIn, log }: HeedSesPorts,
  tenantId: string,
  ses: SesTenantMark | undefined,
): Promise<StatusAnswer> => {
  if (ses === undefined) return { kind: 'known', status: undefined };
  const fields = { tenantId, sesTenant: ses.name };
  const reputation = reputationIn(ses.reached);
  if (reputation === undefined) return { kind: 'known', status: undefined };
  try {
    const arn = await reputation.find(ses.name);
    if (arn === undefined) {
      log('error', 'SES does not have the SES tenant of a tenant, and refuses its mail.', {
        ...fields,
        remedy: 'Make it: ses-pipeline tenants ses create, or take sesTenant out of its item.',
      });
      return { kind: 'unknown', isAnswered: true };
    }
    return { kind: 'known', status: await reputation.readStatus(arn) };
  } catch (error) {
    if (!(error instanceof SesTenantFailure)) throw error;
    log('warn', 'The status of an SES tenant could not be read; it is asked for again.', {
      ...fields,
      cause: error.message,
      remedy: remedyOf(error),
    });
    return { kind: 'unknown', isAnswered: false };
  }
};

const remedyOf = ({ kind, action }: SesTenantFailure): string =>
  kind === 'not-permitted'
    ? `Allow ${action} to guard-reputation, or to the role in the account of the tenant.`
    : 'Nothing, unless it lasts.';
