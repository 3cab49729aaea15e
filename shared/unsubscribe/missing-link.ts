import { bodyWithoutLink } from './body-without-link.ts';
import type { Leaving } from './brings-unsubscribe.ts';
import { linkPlaceholder } from './unsubscribe-link.ts';

/** A body that has no visible link to unsubscribe. */
export interface MissingLink {
  /** `html`, `text`, `template.content.html` or `template.content.text`. */
  readonly field: string;
  /** What is missing, who asks for it, and what to do; no value of the message. */
  readonly says: string;
}

/**
 * Says what {@link bodyWithoutLink} finds.
 *
 * @see https://support.google.com/a/answer/81126 for Gmail, https://senders.yahooinc.com/best-practices/
 */
export const missingLink = (message: Leaving): MissingLink | undefined => {
  const body = bodyWithoutLink(message);
  if (body === undefined) return undefined;
  const field = message.content.kind === 'template' ? `template.content.${body}` : body;
  return { field, says: `${field}: ${noLink}` };
};

const noLink = `has no ${linkPlaceholder}; Gmail and Yahoo ask for a visible link to unsubscribe in the mail, beside the headers`;
