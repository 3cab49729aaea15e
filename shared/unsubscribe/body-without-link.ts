import { bringsUnsubscribe, type Leaving } from './brings-unsubscribe.ts';
import { linkPlaceholder } from './unsubscribe-link.ts';

/** A body of a mail. */
type Body = 'html' | 'text';

/**
 * Finds that a mail to which the pipeline adds its unsubscribe headers shows no link. Judged is what
 * most readers see: the HTML, or the text where there is none.
 *
 * @returns the body: field of the message, or of its template's content. Undefined when there is a link,
 * when the mail brings headers of its own, and when nobody can know: for a template by name, and for a
 * finished mail (`raw`)
 */
export const bodyWithoutLink = (message: Leaving): Body | undefined => {
  const { content } = message;
  if (bringsUnsubscribe(message)) return undefined;
  if (content.kind === 'mime') return judge(content, (body) => body.includes(linkPlaceholder));
  if (content.kind === 'template' && content.template.kind === 'inline')
    return judge(content.template, (body) => nameOfLink.test(body));
  return undefined;
};

/** In a template the link may stand with other blanks, in three braces, or below a condition. */
const nameOfLink = /\bunsubscribeUrl\b/;

const judge = (
  bodies: { readonly [name in Body]?: string | undefined },
  hasLink: (body: string) => boolean,
): Body | undefined => {
  const name = bodies.html === undefined ? 'text' : 'html';
  return hasLink(bodies[name] ?? '') ? undefined : name;
};
