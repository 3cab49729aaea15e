import { longestToken } from './token.ts';

/** Tenant and token of a mail by which somebody leaves. */
export interface MailSubject {
  readonly tenantId: string;
  readonly token: string;
}

/** Stands between tenant and token, and in neither. */
const separator = '.';
const form = /^([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]+)$/;

/** Characters of the longest subject that is read, with its line breaks. */
const longestSubject = 2 * longestToken;

/** Subject of a mail by which a recipient leaves: characters that a URI and a header keep as they are. */
export const subjectOf = (tenantId: string, token: string): string =>
  `${tenantId}${separator}${token}`;

/**
 * Reads the subject of a mail by which somebody leaves. White space means nothing in it, because mail
 * programs fold long subjects.
 *
 * @returns undefined when it has another form
 */
export const readMailSubject = (subject: string): MailSubject | undefined => {
  if (subject.length > longestSubject) return undefined;
  const [, tenantId, token] = form.exec(subject.replaceAll(/\s/g, '')) ?? [];
  return tenantId === undefined || token === undefined ? undefined : { tenantId, token };
};
