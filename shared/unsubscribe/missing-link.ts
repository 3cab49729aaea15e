import { bodyWithoutLink } from './body-without-link.ts';
import type { Leaving } from './brings-unsubscribe.ts';
import { linkPlaceholder } from './unsubscribe-link.ts';

/** A body that has no visible link to unsubscribe. */
export interface MissingLink {
  /** `html`, `text`, `template.content.html` or `template.content.text`. */
  readonly field: string;
  /** What is missing, and who asks for it; no value of the message. */
  readonly says: string;
  readonly remedy: string;
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
  return { field, says: noLink, remedy: `write ${linkPlaceholder} where it is to stand` };
};

const noLink = 'shows no link to unsubscribe, which Gmail and Yahoo ask for beside the headers';
