import type { Stream } from '../email/streams.ts';

/** Streams to whose mail List-Unsubscribe is added, by the value of the parameter `unsubscribe`. */
export const unsubscribedStreams = {
  off: new Set(),
  marketing: new Set(['marketing']),
  bulk: new Set(['marketing', 'notifications']),
} as const satisfies Readonly<Record<string, ReadonlySet<Stream>>>;

/** Values of the parameter `unsubscribe`. */
export const unsubscribeChoices = ['off', 'marketing', 'bulk'] as const;
