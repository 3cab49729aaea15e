import type { Pause } from '../tenants/pauses.ts';
import { switchedOff, wholeTenant } from '../tenants/pauses.ts';
import type { Resume } from '../tenants/resumes.ts';
import type { SendingStatus } from './ports.ts';

/** Pauses of a tenant's item, and whether we have switched its SES tenant off. */
export interface FenceFacts {
  readonly pauses: ReadonlyMap<string, Pick<Pause, 'by'>>;
  readonly resumes: ReadonlyMap<string, Pick<Resume, 'by' | 'since'>>;
  /** Noted before it is done, so that it may not be done yet. */
  readonly isFenced: boolean;
  /** Switching it off would stop other tenants, too. */
  readonly isShared: boolean;
}

/** What makes the status of the owner at SES agree with our pause. */
export type FenceStep =
  | { readonly kind: 'note' }
  | { readonly kind: 'set'; readonly status: SendingStatus }
  | { readonly kind: 'forget' };

/**
 * The second fence: while we have paused all mail of a tenant, its SES tenant is switched off, too.
 * Only what we have switched off ourselves is switched on again.
 *
 * @param customer - the status that the owner of the account, or we, have set
 */
export const planFence = (facts: FenceFacts, customer: SendingStatus): readonly FenceStep[] => {
  const isOff = customer === 'DISABLED';
  if (isToBeOff(facts)) {
    // Switched off by somebody else: he switches it on again.
    if (isOff) return [];
    const set = { kind: 'set', status: 'DISABLED' } as const;
    return facts.isFenced ? [set] : [{ kind: 'note' }, set];
  }
  if (!facts.isFenced) return [];
  return [
    ...(isOff ? [{ kind: 'set', status: statusAfter(facts) } as const] : []),
    { kind: 'forget' },
  ];
};

/** Whether SES has to be looked at, because our pause is not what we have told SES. */
export const isFencePending = (facts: FenceFacts): boolean => isToBeOff(facts) !== facts.isFenced;

const ourScopes = [wholeTenant, switchedOff];

const isToBeOff = ({ pauses, isShared }: FenceFacts): boolean =>
  !isShared && ourScopes.some((scope) => pauses.has(scope));

/**
 * An operator lets mail go although findings of SES are open; after the guard's resume, SES may
 * pause it for them.
 */
const statusAfter = ({ resumes }: FenceFacts): SendingStatus => {
  const [last] = ourScopes
    .flatMap((scope) => resumes.get(scope) ?? [])
    .toSorted((one, other) => other.since - one.since);
  return last?.by === 'operator' ? 'REINSTATED' : 'ENABLED';
};
