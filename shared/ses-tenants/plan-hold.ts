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
}

/** What makes the item agree with SES. */
export type HoldPlan =
  | { readonly kind: 'hold'; readonly why: string }
  | { readonly kind: 'let-go'; readonly why: string }
  | { readonly kind: 'nothing' };

/** Mail is held, with the reason of SES, as long as SES lets the SES tenant send nothing. */
export const planHold = ({ held, status }: HoldFacts): HoldPlan => {
  const why = status === undefined ? undefined : whyHeld(status);
  if (why !== undefined) return held?.why === why ? { kind: 'nothing' } : { kind: 'hold', why };
  if (held === undefined) return { kind: 'nothing' };
  return {
    kind: 'let-go',
    why: status === undefined ? 'SES is asked about it no longer' : 'SES lets it send again',
  };
};

/** Why SES lets the SES tenant send nothing; undefined when it may send. */
const whyHeld = ({ aws, customer }: SesTenantStatus): string | undefined => {
  if (aws.status === 'DISABLED') return reason('AWS has paused its SES tenant', aws);
  return customer.status === 'DISABLED'
    ? reason('its SES tenant is switched off in its account', customer)
    : undefined;
};

const reason = (what: string, { cause }: StatusOfSes): string =>
  shortReason(withoutAddresses(cause === '' ? what : `${what}: ${cause}`));
