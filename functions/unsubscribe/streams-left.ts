import type { Stream } from '../../shared/email/streams.ts';
import { isInForce, streamScope } from '../../shared/suppression/scopes.ts';
import type { Subscription } from '../../shared/unsubscribe/token.ts';
import type { OfferedStream } from './offered-streams.ts';
import type { UnsubscribePorts } from './ports.ts';

/** Streams that an address has left, of those that it is offered. */
export const streamsLeft = async (
  { tenantId, address }: Subscription,
  offered: readonly OfferedStream[],
  { findSuppressions, now }: UnsubscribePorts,
): Promise<ReadonlySet<Stream>> => {
  const names = offered.map(({ name }) => name);
  const scopes = names.map((stream) => streamScope(tenantId, stream));
  const entries = await findSuppressions([{ addresses: [address], scopes }]);
  const inForce = entries.filter(
    (entry) => entry.reason === 'unsubscribe' && isInForce(entry, now()),
  );
  return new Set(
    names.filter((stream) => inForce.some(({ scope }) => scope === streamScope(tenantId, stream))),
  );
};
