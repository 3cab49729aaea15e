import { isInForce, streamScope } from '../../shared/suppression/scopes.ts';
import type { Subscription } from '../../shared/unsubscribe/token.ts';
import type { UnsubscribePorts } from './ports.ts';
import { type OptionalStream, optionalStreams } from './words.ts';

/** Streams that an address has left, of those that it can leave. */
export const streamsLeft = async (
  { tenantId, address }: Subscription,
  { findSuppressions, now }: UnsubscribePorts,
): Promise<ReadonlySet<OptionalStream>> => {
  const scopes = optionalStreams.map((stream) => streamScope(tenantId, stream));
  const entries = await findSuppressions([{ addresses: [address], scopes }]);
  const inForce = entries.filter(
    (entry) => entry.reason === 'unsubscribe' && isInForce(entry, now()),
  );
  return new Set(
    optionalStreams.filter((stream) =>
      inForce.some(({ scope }) => scope === streamScope(tenantId, stream)),
    ),
  );
};
