import { scopesFor } from '../../../../shared/suppression/scopes.ts';
import { mailboxOf } from '../../models/mailboxes.ts';
import type { Errand } from '../../traffic.ts';
import { type MailBook, suppressionKey } from './mail-book.ts';

/** An address is suppressed from now on. */
export const suppress = (
  { suppressedSinceMs, now }: MailBook,
  address: string,
  scope: string,
): void => {
  const key = suppressionKey(address, scope);
  if (!suppressedSinceMs.has(key)) suppressedSinceMs.set(key, now());
};

/** An event suppresses an address: a bounce or a complaint. */
export const suppressByEvent = (book: MailBook, address: string, scope: string): void => {
  const mailbox = mailboxOf(address);
  if (mailbox !== 'gone' && mailbox !== 'angry')
    book.report('state', undefined, 'an address is suppressed that neither bounced nor complained');
  suppress(book, address, scope);
};

/** Repeated soft bounces suppress for a time: a reason not to send that ends by itself. */
export const suppressForAWhile = (
  { softlySuppressed }: MailBook,
  address: string,
  scope: string,
): void => void softlySuppressed.add(suppressionKey(address, scope));

/** Whether there was ever a reason to leave a recipient out. */
export const wasSuppressed = (
  { suppressedSinceMs, softlySuppressed }: MailBook,
  { tenantId, stream }: Errand,
  recipient: string,
): boolean =>
  scopesFor(tenantId, stream)
    .map((scope) => suppressionKey(recipient, scope))
    .some((key) => suppressedSinceMs.has(key) || softlySuppressed.has(key));
