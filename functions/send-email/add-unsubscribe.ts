import { foldHeader } from '../../shared/email/fold-header.ts';
import { messageLimits } from '../../shared/email/message-limits.ts';
import type { Stream } from '../../shared/email/streams.ts';
import { templateReasons } from '../../shared/email/template-reasons.ts';
import type { Content, SendableMessage } from '../../shared/email/valid-message.ts';
import type { Applied } from '../../shared/tenants/apply-settings.ts';
import { bodyWithoutLink } from '../../shared/unsubscribe/body-without-link.ts';
import { bringsUnsubscribe } from '../../shared/unsubscribe/brings-unsubscribe.ts';
import { type LinkOf, linkPlaceholder } from '../../shared/unsubscribe/unsubscribe-link.ts';

/** One-click unsubscribe of a deployment. */
export interface UnsubscribeWay {
  /** Streams whose mail gets it. */
  readonly streams: ReadonlySet<Stream>;
  readonly linkOf: LinkOf;
  /** Link for mail programs that leave by mail; undefined where no mailbox takes such mail. */
  readonly mailLinkOf?: LinkOf | undefined;
}

/** A mail with its unsubscribe headers, where it gets any, or why it cannot have them. */
export type Added =
  | Extract<Applied, { kind: 'refused' }>
  | (Extract<Applied, { kind: 'ready' }> & {
      /** It got headers, and this body of it shows no link. */
      readonly bodyWithoutLink?: string | undefined;
    });

const severalRecipients =
  'to: has several recipients, and a link to unsubscribe is one person’s; send a message to each';

/**
 * Adds List-Unsubscribe and List-Unsubscribe-Post to a mail of a stream that wants them, and puts the
 * link in the place of `{{unsubscribeUrl}}` in its bodies or its template's data. Mail that brings
 * headers of its own, or a contact list of SES, stays as it is.
 *
 * The headers are plain ASCII, however long, because Gmail reads no encoded one.
 *
 * @see RFC 8058 section 3.1
 */
export const addUnsubscribe = async (
  message: SendableMessage,
  way: UnsubscribeWay | undefined,
): Promise<Added> => {
  if (way === undefined || !way.streams.has(message.stream) || bringsUnsubscribe(message))
    return withoutLink(message);
  const [recipient, ...others] = message.recipients;
  if (recipient === undefined || others.length > 0)
    return { kind: 'refused', reasons: [severalRecipients] };
  const subscription = {
    tenantId: message.key.tenantId,
    stream: message.stream,
    address: recipient.canonical,
  };
  const link = await way.linkOf(subscription);
  const mailLink = await way.mailLinkOf?.(subscription);
  return {
    kind: 'ready',
    message: { ...message, content: withLink(message.content, link, headersFor(link, mailLink)) },
    bodyWithoutLink: bodyWithoutLink(message),
  };
};

/** A template in the message may name the link, which then has to be among its own data. */
const withoutLink = (message: SendableMessage): Added => {
  const { content } = message;
  if (content.kind !== 'template' || content.template.kind !== 'inline')
    return { kind: 'ready', message };
  const reasons = templateReasons({ content: content.template, data: JSON.parse(content.data) });
  return reasons.length === 0 ? { kind: 'ready', message } : { kind: 'refused', reasons };
};

type Headers = Readonly<Record<string, string>>;

/** The https link first, because programs take the first that they know (RFC 2369 section 3.2). */
const headersFor = (link: string, mailLink: string | undefined): Headers => {
  const both = `<${link}>, <${mailLink}>`;
  const fits = mailLink !== undefined && both.length <= messageLimits.headerValue;
  return {
    'List-Unsubscribe': fits ? both : `<${link}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
};

const withLink = (content: Content, link: string, added: Headers): Content => {
  switch (content.kind) {
    case 'mime':
      return {
        ...content,
        text: content.text?.replaceAll(linkPlaceholder, link),
        html: content.html?.replaceAll(linkPlaceholder, link),
        headers: { ...content.headers, ...added },
      };
    case 'template':
      return {
        ...content,
        data: JSON.stringify({ unsubscribeUrl: link, ...JSON.parse(content.data) }),
        headers: { ...content.headers, ...added },
      };
    case 'raw': {
      const lines = Object.entries(added).map(([name, value]) => `${foldHeader(name, value)}\r\n`);
      return { ...content, mime: Buffer.concat([Buffer.from(lines.join('')), content.mime]) };
    }
    default:
      return content satisfies never;
  }
};
