import type { Streams } from '../../shared/email/streams.ts';
import type { ListHeld, ReleaseHeld } from '../../shared/held/ports.ts';
import { releaseScope, tenantsConcerned } from '../../shared/reputation/release-resumed.ts';
import type { PausesOfTenant, TenantPauses } from '../../shared/reputation/tenant-pauses.ts';
import { type KeptFence, keepFence } from '../../shared/ses-tenants/keep-fence.ts';
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
  /** Streams of the deployment. */
  readonly streams: Streams;
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
 * Makes the status of a tenant's SES tenant agree with our pause, and the tenant's pause with what
 * SES says; releases what was held when SES lets it send again.
 *
 * The status is asked for again after each write. So of two that heed SES at the same time, in
 * whatever order their events came, the one that writes last has seen what SES says now.
 *
 * @returns whether SES was asked; false when it does not answer
 */
export const heedSes = async (ports: HeedSesPorts, tenant: PausesOfTenant): Promise<boolean> => {
  const { tenantId, pauses, ses } = tenant;
  let held = pauses.get(pausedBySes);
  let isFenced = ses?.isFenced === true;
  let fencesLeft = 1;
  for (let look = 1; look <= mostLooks; look += 1) {
    const answer = await readStatus(ports, tenantId, ses);
    if (answer.kind === 'unknown') return answer.isAnswered;
    if (answer.kind === 'known' && fencesLeft > 0) {
      fencesLeft -= 1;
      const kept = await fence(ports, tenant, answer);
      isFenced = kept.isFenced;
      if (kept.isChanged) continue;
    }
    const status = answer.kind === 'known' ? answer.status : undefined;
    const plan = planHold({ held, status, isFenced });
    if (plan.kind === 'nothing') return true;
    held = await carryOut(ports, tenantId, plan);
  }
  return true;
};

/** What SES does not do is logged; our own pause holds without it, and the next run tries again. */
const fence = async (
  ports: HeedSesPorts,
  { tenantId, pauses, resumes, ses }: PausesOfTenant,
  { status, arn, reputation }: KnownStatus,
): Promise<KeptFence> => {
  const { isFenced = false, isShared = false } = ses ?? {};
  const facts = { pauses, resumes, isFenced, isShared };
  const customer = status.customer.status;
  try {
    return await keepFence(ports, tenantId, facts, { reputation, arn, customer });
  } catch (error) {
    if (!(error instanceof SesTenantFailure)) throw error;
    ports.log('warn', 'The status of an SES tenant could not be set as our pause is.', {
      tenantId,
      cause: error.message,
      remedy: remedyOf(error),
    });
    // It may have been noted, or be done.
    return { isChanged: false, isFenced: true };
  }
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
const release = async (ports: HeedSesPorts, tenantId: string): Promise<number> => {
  const known = await ports.tenants.list();
  let released = 0;
  for (const id of await tenantsConcerned(tenantId, ports.listHeld))
    released += await releaseScope(known, id, pausedBySes, ports);
  return released;
};

interface KnownStatus {
  readonly status: SesTenantStatus;
  readonly arn: string;
  readonly reputation: TenantReputation;
}

type StatusAnswer =
  | ({ readonly kind: 'known' } & KnownStatus)
  /** There is none to ask about. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly isAnswered: boolean };

/** The status of an SES tenant; what SES does not tell is logged with what to do. */
const readStatus = async (
  { reputationIn, log }: HeedSesPorts,
  tenantId: string,
  ses: SesTenantMark | undefined,
): Promise<StatusAnswer> => {
  if (ses === undefined) return { kind: 'none' };
  const fields = { tenantId, sesTenant: ses.name };
  const reputation = reputationIn(ses.reached);
  if (reputation === undefined) return { kind: 'none' };
  try {
    const arn = await reputation.find(ses.name);
    if (arn === undefined) {
      log('error', 'SES does not have the SES tenant of a tenant, and refuses its mail.', {
        ...fields,
        remedy: 'Make it: ses-pipeline tenants ses create, or take sesTenant out of its item.',
      });
      return { kind: 'unknown', isAnswered: true };
    }
    return { kind: 'known', status: await reputation.readStatus(arn), arn, reputation };
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
