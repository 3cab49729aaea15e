import { envelopeAddress } from './address.ts';
import { messageLimits } from './message-limits.ts';

/** Set by SES or by the pipeline out of other fields of the message. https://docs.aws.amazon.com/ses/latest/dg/header-fields.html */
const ownHeaders = new Set([
  'bcc',
  'cc',
  'date',
  'dkim-signature',
  'feedback-id',
  'from',
  'message-id',
  'mime-version',
  'received',
  'reply-to',
  'resent-bcc',
  'return-path',
  'sender',
  'subject',
  'to',
]);

const reservedReason = (name: string): string | undefined => {
  const lower = name.toLowerCase();
  if (lower.startsWith('x-ses-'))
    return 'steers SES and is the pipeline’s to set; use stream and tags';
  if (lower.startsWith('content-')) return 'is set when the mail is built; remove it';
  return ownHeaders.has(lower)
    ? 'is set by the pipeline or by SES; use the message’s own field for it, or remove it'
    : undefined;
};

/** Headers whose value is for programs: an encoded word would break it. RFC 2369, RFC 8058, RFC 5322 section 3.6.4 */
const asciiHeader = /^(?:list-.*|in-reply-to|references|precedence|auto-submitted)$/i;

const valueReason = (name: string, value: string): string | undefined => {
  if (asciiHeader.test(name) && !/^[ -~]*$/.test(value))
    return 'holds characters outside ASCII; encode them as that header demands';
  if (
    /^list-unsubscribe$/i.test(name) &&
    !/^<(?:https?|mailto):[^<>\s]+>(?:, ?<(?:https?|mailto):[^<>\s]+>)*$/i.test(value)
  ) {
    return 'is no list of addresses in angle brackets; write <https://…> or <https://…>, <mailto:…>';
  }
  if (/^list-unsubscribe-post$/i.test(name) && value !== 'List-Unsubscribe=One-Click')
    return 'must be List-Unsubscribe=One-Click';
  return undefined;
};

/** Names that occur twice when case does not count, each once. */
const repeatedNames = (names: readonly string[]): readonly string[] => {
  const lower = names.map((name) => name.toLowerCase());
  return names.filter((_, index) => lower.indexOf(lower[index] ?? '') < index);
};

/**
 * What is wrong with a message's own headers; their characters and lengths are the schema's matter.
 *
 * @see RFC 8058 section 3.1 for one-click unsubscribe
 */
export const headerRules = (headers: Readonly<Record<string, string>>): readonly string[] => {
  const names = Object.keys(headers);
  const find = (wanted: string) => names.find((name) => name.toLowerCase() === wanted);
  const unsubscribe = find('list-unsubscribe');
  const hasHttps = unsubscribe !== undefined && /<https:/i.test(headers[unsubscribe] ?? '');
  return [
    ...Object.entries(headers).flatMap(([name, value]) => {
      const reason = reservedReason(name) ?? valueReason(name, value);
      return reason === undefined ? [] : [`headers.${name}: ${reason}`];
    }),
    ...repeatedNames(names).map(
      (name) => `headers.${name}: is given twice in different case; keep one`,
    ),
    ...(find('list-unsubscribe-post') !== undefined && !hasHttps
      ? [
          'headers.List-Unsubscribe-Post: needs a List-Unsubscribe with an https address beside it; add it',
        ]
      : []),
  ];
};

/** What is wrong with a message's tags; their characters and lengths are the schema's matter. */
export const tagRules = (tags: Readonly<Record<string, string>>): readonly string[] => [
  ...(Object.keys(tags).length > messageLimits.tags
    ? [`tags: are more than ${messageLimits.tags}; use fewer`]
    : []),
  ...Object.keys(tags).flatMap((name) =>
    /^pipeline-/i.test(name)
      ? [`tags.${name}: is a name the pipeline uses itself; choose another`]
      : [],
  ),
  ...Object.entries(tags).flatMap(([name, value]) =>
    envelopeAddress(value) !== undefined
      ? [`tags.${name}: is an e-mail address; tags reach metrics and logs, so use an id instead`]
      : [],
  ),
];
