import type { Stream } from '../../shared/email/streams.ts';
import { streamScope } from '../../shared/suppression/scopes.ts';
import type { Subscription } from '../../shared/unsubscribe/token.ts';
import type { Known } from './find-subscription.ts';
import { offeredBy } from './offered-streams.ts';
import type { UnsubscribePorts } from './ports.ts';
import type { Wish } from './read-form.ts';

/** Carries out what a recipient wants. Doing it again changes nothing. */
export const carryOut = async (
  wish: Wish,
  { subscription, stream }: Known,
  ports: UnsubscribePorts,
): Promise<void> => {
  switch (wish.kind) {
    case 'leave':
      return leave(subscription, stream, ports);
    case 'return':
      return comeBack(subscription, stream, ports);
    case 'choose':
      for (const { name } of offeredBy(
        await ports.findTenant(subscription.tenantId),
        ports.offered,
        stream,
      ))
        await (wish.streams.has(name) ? comeBack : leave)(subscription, name, ports);
      return;
    default:
      return wish satisfies never;
  }
};

const leave = (
  { tenantId, address }: Subscription,
  stream: Stream,
  { suppress, now }: UnsubscribePorts,
): Promise<void> =>
  suppress({
    address,
    scope: streamScope(tenantId, stream),
    reason: 'unsubscribe',
    detail: 'by the link in a mail',
    source: 'unsubscribe-link',
    sinceMs: now(),
    expiresAtMs: undefined,
  });

const comeBack = (
  { tenantId, address }: Subscription,
  stream: Stream,
  { takeBack, now }: UnsubscribePorts,
): Promise<void> => takeBack(address, streamScope(tenantId, stream), now());
