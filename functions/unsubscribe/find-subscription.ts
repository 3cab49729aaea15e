import { type Stream, streamForm } from '../../shared/email/streams.ts';
import { tenantIdForm } from '../../shared/tenants/names.ts';
import { longestToken, readToken, type Subscription } from '../../shared/unsubscribe/token.ts';
import type { UnsubscribePorts } from './ports.ts';

/** A subscription that its holder can leave. */
export interface Known {
  readonly subscription: Subscription;
  readonly stream: Stream;
}

/**
 * Finds what a tenant's token subscribes to; undefined for every token that is not ours to the last
 * character.
 */
export const findSubscription = async (
  { tenantId, token }: { readonly tenantId: string; readonly token: string },
  { findRing }: Pick<UnsubscribePorts, 'findRing'>,
): Promise<Known | undefined> => {
  if (!tenantIdForm.test(tenantId) || token.length > longestToken) return undefined;
  const [number = 0] = Buffer.from(token.slice(0, 4), 'base64url');
  const ring = await findRing(number);
  const subscription = ring && readToken(ring, tenantId, token);
  return subscription === undefined || !canBeLeft(subscription.stream)
    ? undefined
    : { subscription, stream: subscription.stream };
};

/** A stream that the deployment has no more can still be left; no link is made for transactional mail. */
const canBeLeft = (stream: Stream): boolean =>
  streamForm.test(stream) && stream !== 'transactional';
