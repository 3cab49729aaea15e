import type { KeyRing } from './key-ring.ts';
import { subjectOf } from './mail-subject.ts';
import { type Subscription, tokenOf } from './token.ts';

/** Placeholder in a body and in the data of a template, in whose place the link goes. */
export const linkPlaceholder = '{{unsubscribeUrl}}';

/** Makes the link by which a recipient leaves a stream. It rejects when the table cannot be reached. */
export type LinkOf = (subscription: Subscription) => Promise<string>;

/**
 * Links that leave by mail: a mail to `mailbox` with {@link subjectOf} as its subject.
 *
 * @param mailbox - address whose local part has nothing that a URI would have to encode
 * @see RFC 6068 section 2
 */
export const mailLinksTo =
  (mailbox: string, findRing: () => Promise<KeyRing>): LinkOf =>
  async (subscription) =>
    `mailto:${mailbox}?subject=${subjectOf(subscription.tenantId, tokenOf(await findRing(), subscription))}`;

/**
 * Links below an address.
 *
 * @param base - address of the pages, such as `https://mail.example.com`
 */
export const linksBelow =
  (base: string, findRing: () => Promise<KeyRing>): LinkOf =>
  async (subscription) =>
    `${base.replace(/\/+$/, '')}/u/${subscription.tenantId}/${tokenOf(await findRing(), subscription)}`;
