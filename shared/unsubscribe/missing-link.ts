import { bringsUnsubscribe, type Leaving } from './brings-unsubscribe.ts';
import { linkPlaceholder } from './unsubscribe-link.ts';

/** A body that has no visible link to unsubscribe. */
export interface MissingLink {
  /** Field of the message: `html`, `text`, `template.content.html` or `template.content.text`. */
  readonly field: string;
  /** What is missing, who asks for it, and what to do; no value of the message. */
  readonly says: string;
}

/**
 * Finds that a mail to which the pipeline adds its unsubscribe headers shows no link. Judged is what
 * most readers see: the HTML, or the text where there is none.
 *
 * @returns undefined when there is a link, when the mail brings headers of its own, and when nobody
 * can know: for a template by name, and for a finished mail (`raw`)
 * @see https://support.google.com/a/answer/81126 for Gmail, https://senders.yahooinc.com/best-practices/
 */
export const missingLink = (message: Leaving): MissingLink | undefined => {
  const { content } = message;
  if (bringsUnsubscribe(message)) return undefined;
  if (content.kind === 'mime') return judge(content, '', (body) => body.includes(linkPlaceholder));
  if (content.kind === 'template' && content.template.kind === 'inline')
    return judge(content.template, 'template.content.', (body) => placeOfLink.test(body));
  return undefined;
};

/** Every form in which a template may show the link: other blanks, three braces, a condition. */
const placeOfLink = /\{\{[^{}]*\bunsubscribeUrl\b[^{}]*\}\}/;

const judge = (
  { text, html }: { readonly text?: string | undefined; readonly html?: string | undefined },
  prefix: string,
  hasLink: (body: string) => boolean,
): MissingLink | undefined => {
  const [name, body = ''] = html === undefined ? ['text', text] : ['html', html];
  if (hasLink(body)) return undefined;
  const field = `${prefix}${name}`;
  return { field, says: `${field}: ${noLink}` };
};

const noLink = `has no ${linkPlaceholder}; Gmail and Yahoo ask for a visible link to unsubscribe in the mail, beside the headers`;
