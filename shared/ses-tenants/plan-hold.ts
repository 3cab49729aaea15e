import { shortReason } from '../privacy/shorten-reasons.ts';
import { withoutAddresses } from '../privacy/without-addresses.ts';
import type { Pause } from '../tenants/pauses.ts';
import type { SesTenantStatus, StatusOfSes } from './ports.ts';

/** What SES and the item of a tenant say. */
export interface HoldFacts {
  /** The pause by SES in the item. */
  readonly held: Pick<Pause, 'why'> | undefined;
  /** Undefined when the item names no SES tenant, or one that SES cannot be asked about. */
  readonly status: SesTenantStatus | undefined;
  /** Whether we have switched the SES tenant off ourselves. */
  readonly isFenced: boolean;
}

/** What makes the item agree with SES. */
export type HoldPlan =
  | { readonly kind: 'hold'; readonly why: string }
  | { readonly kind: 'let-go'; readonly why: string }
  | { readonly kind: 'nothing' };

/** Mail is held, with the reason of SES, as long as SES lets the SES tenant send nothing. */
export const planHold = ({ held, status, isFenced }: HoldFacts): HoldPlan => {
  const why = status === undefined ? undefined : whyHeld(status, isFenced);
  if (why !== undefined) return held?.why === why ? { kind: 'nothing' } : { kind: 'hold', why };
  if (held === undefined) return { kind: 'nothing' };
  return {
    kind: 'let-go',
    why: status === undefined ? 'SES is asked about it no longer' : 'SES lets it send again',
  };
};

/** Why SES lets the SES tenant send nothing; undefined when it may send. */
const whyHeld = ({ aws, customer }: SesTenantStatus, isFenced: boolean): string | undefined => {
  if (aws.status === 'DISABLED') return reason('AWS has paused its SES tenant', aws);
  return customer.status === 'DISABLED' && !isFenced
    ? reason('its SES tenant is switched off in its account', customer)
    : undefined;
};

const reason = (what: string, { cause }: StatusOfSes): string =>
  shortReason(withoutAddresses(cause === '' ? what : `${what}: ${cause}`));
