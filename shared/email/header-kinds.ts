/** How the value of a header is to be read and written. */
export type HeaderKind =
  /** Set by SES or by the pipeline: not a message's own. */
  | 'reserved'
  /** For people: any language, in encoded words where it has to be. */
  | 'text'
  /**
   * For programs: printable ASCII as it stands; an encoded word would break it. RFC 2047 section 5
   */
  | 'structured'
  /** Message ids in angle brackets. */
  | 'message-ids'
  /** Mailboxes with commas between them; only their names are encoded. */
  | 'mailboxes';

/**
 * Set by SES or by the pipeline out of other fields of the message.
 * https://docs.aws.amazon.com/ses/latest/dg/header-fields.html
 */
const reserved = [
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
];

const messageIds = [
  'in-reply-to',
  'obsoletes',
  'original-message-id',
  'references',
  'resent-message-id',
  'supersedes',
];

const mailboxes = [
  'abuse-reports-to',
  'apparently-to',
  'bounces-to',
  'delivered-to',
  'disposition-notification-to',
  'errors-to',
  'mail-followup-to',
  'mail-reply-to',
  'original-from',
  'resent-cc',
  'resent-from',
  'resent-reply-to',
  'resent-sender',
  'resent-to',
  'return-receipt-to',
  'x-confirm-reading-to',
];

/** RFC 2156, 2298, 2369, 2919, 3834, 4021, 5322, 8058, 8689 and what is in use beside them. */
const structured = [
  'accept-language',
  'acceptlanguage',
  'archived-at',
  'authentication-results',
  'auto-submitted',
  'autocrypt',
  'bimi-location',
  'bimi-selector',
  'deferred-delivery',
  'disposition-notification-options',
  'domainkey-signature',
  'encrypted',
  'expires',
  'expiry-date',
  'importance',
  'jabber-id',
  'keywords',
  'message-context',
  'message-type',
  'mt-priority',
  'original-recipient',
  'precedence',
  'priority',
  'received-spf',
  'reply-by',
  'require-recipient-valid-since',
  'resent-date',
  'sensitivity',
  'solicitation',
  'thread-index',
  'tls-report-domain',
  'tls-report-submitter',
  'tls-required',
  'user-agent',
  'vbr-info',
  'x-auto-response-suppress',
  'x-mailer',
  'x-msmail-priority',
  'x-priority',
];

const kinds: ReadonlyMap<string, HeaderKind> = new Map([
  ...reserved.map((name) => [name, 'reserved'] as const),
  ...messageIds.map((name) => [name, 'message-ids'] as const),
  ...mailboxes.map((name) => [name, 'mailboxes'] as const),
  ...structured.map((name) => [name, 'structured'] as const),
]);

/** The kind of a header by its name, in any case; one that nobody knows is text. */
export const headerKindOf = (name: string): HeaderKind => {
  const lower = name.toLowerCase();
  if (lower.startsWith('x-ses-') || lower.startsWith('content-')) return 'reserved';
  if (lower.startsWith('list-') || lower.startsWith('arc-')) return 'structured';
  return kinds.get(lower) ?? 'text';
};
