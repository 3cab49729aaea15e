import type { Clock } from '../system/ports.ts';
import type { ListTenantSenders } from '../tenants/ports.ts';
import {
  claimsOf,
  type EventSender,
  ownerOf,
  type SenderClaims,
  type SenderOwner,
} from './sender-claims.ts';

/** Finds the tenant of a sender. Rejects when the claims cannot be read. */
export type FindSenderOwner = (sender: EventSender) => Promise<SenderOwner>;

/** Time for which the claims are cached; ms. A changed claim is in force after this time. */
export const claimsAreBelievedMs = 60_000;

/** Time for which a failed reading is not repeated, however many events ask; ms. */
export const failedReadingRestsMs = 1_000;

/**
 * Owners of senders by the settings of all tenants. The settings are listed when an event asks for
 * the first time, and anew when the last listing is older than {@link claimsAreBelievedMs}; events
 * that ask meanwhile share it.
 */
export const knownClaims = (
  listTenantSenders: ListTenantSenders,
  clock: Pick<Clock, 'now'>,
): FindSenderOwner => {
  let last: { readonly claims: Promise<SenderClaims>; readonly untilMs: number } | undefined;

  const read = (nowMs: number): Promise<SenderClaims> => {
    const claims = listTenantSenders().then(claimsOf);
    const reading = { claims, untilMs: nowMs + claimsAreBelievedMs };
    last = reading;
    claims.catch(() => {
      if (last === reading) last = { claims, untilMs: clock.now() + failedReadingRestsMs };
    });
    return claims;
  };

  return async (sender) => {
    const nowMs = clock.now();
    const claims = last !== undefined && nowMs < last.untilMs ? last.claims : read(nowMs);
    return ownerOf(await claims, sender);
  };
};
