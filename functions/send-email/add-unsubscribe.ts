import type { Stream } from '../../shared/email/streams.ts';
import type { Content, SendableMessage } from '../../shared/email/valid-message.ts';
import type { Applied } from '../../shared/tenants/apply-settings.ts';
import { bringsUnsubscribe } from '../../shared/unsubscribe/brings-unsubscribe.ts';
import { type MissingLink, missingLink } from '../../shared/unsubscribe/missing-link.ts';
import { type LinkOf, linkPlaceholder } from '../../shared/unsubscribe/unsubscribe-link.ts';

/** One-click unsubscribe of a deployment. */
export interface UnsubscribeWay {
  /** Streams whose mail gets it. */
  readonly streams: ReadonlySet<Stream>;
  readonly linkOf: LinkOf;
}

/** A mail with its unsubscribe headers, where it gets any, or why it cannot have them. */
export type Added =
  | Extract<Applied, { kind: 'refused' }>
  | (Extract<Applied, { kind: 'ready' }> & {
      /** It got headers, and shows no link. */
      readonly missing?: MissingLink | undefined;
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
    return { kind: 'ready', message };
  const [recipient, ...others] = message.recipients;
  if (recipient === undefined || others.length > 0)
    return { kind: 'refused', reasons: [severalRecipients] };
  const link = await way.linkOf({
    tenantId: message.key.tenantId,
    stream: message.stream,
    address: recipient.canonical,
  });
  return {
    kind: 'ready',
    message: { ...message, content: withLink(message.content, link) },
    missing: missingLink(message),
  };
};

const headersFor = (link: string) =>
  ({
    'List-Unsubscribe': `<${link}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  }) as const;

const withLink = (content: Content, link: string): Content => {
  const added = headersFor(link);
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
      const lines = Object.entries(added).map(([name, value]) => `${name}: ${value}\r\n`);
      return { ...content, mime: Buffer.concat([Buffer.from(lines.join('')), content.mime]) };
    }
    default:
      return content satisfies never;
  }
};
