import type { KeyRing } from './key-ring.ts';
import { type Subscription, tokenOf } from './token.ts';

/** Placeholder in a body and in the data of a template, in whose place the link goes. */
export const linkPlaceholder = '{{unsubscribeUrl}}';

/** Makes the link by which a recipient leaves a stream. It rejects when the table cannot be reached. */
export type LinkOf = (subscription: Subscription) => Promise<string>;

/**
 * Links below an address.
 *
 * @param base - address of the pages, such as `https://mail.example.com`
 */
export const linksBelow =
  (base: string, findRing: () => Promise<KeyRing>): LinkOf =>
  async (subscription) =>
    `${base.replace(/\/+$/, '')}/u/${subscription.tenantId}/${tokenOf(await findRing(), subscription)}`;
