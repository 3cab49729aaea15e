import { streamScope } from '../../shared/suppression/scopes.ts';
import type { Subscription } from '../../shared/unsubscribe/token.ts';
import type { UnsubscribePorts } from './ports.ts';
import type { Wish } from './read-form.ts';
import { type OptionalStream, optionalStreams } from './words.ts';

/** Carries out what a recipient wants. Doing it again changes nothing. */
export const carryOut = async (
  wish: Wish,
  subscription: Subscription,
  stream: OptionalStream,
  ports: UnsubscribePorts,
): Promise<void> => {
  switch (wish.kind) {
    case 'leave':
      return leave(subscription, stream, ports);
    case 'return':
      return comeBack(subscription, stream, ports);
    case 'choose':
      for (const one of optionalStreams)
        await (wish.streams.has(one) ? comeBack : leave)(subscription, one, ports);
      return;
    default:
      return wish satisfies never;
  }
};

const leave = (
  { tenantId, address }: Subscription,
  stream: OptionalStream,
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
  stream: OptionalStream,
  { takeBack, now }: UnsubscribePorts,
): Promise<void> => takeBack(address, streamScope(tenantId, stream), now());
