/** How the value of a header is read and written. */
export type HeaderKind =
  /** Set by SES or by the pipeline; a message may not set it. */
  | 'reserved'
  /** Text for people: any language, as encoded words where needed. */
  | 'text'
  /**
   * Text for programs: printable ASCII, written unchanged; an encoded word would break it (RFC 2047
   * section 5).
   */
  | 'structured'
  /** Message ids in angle brackets. */
  | 'message-ids'
  /** Mailboxes separated by commas; only their names are encoded. */
  | 'mailboxes';

/**
 * Set by SES, or by the pipeline from other fields of the message.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/header-fields.html
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

/** From RFC 2156, 2298, 2369, 2919, 3834, 4021, 5322, 8058 and 8689, and others in common use. */
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

/** Kind of a header by its name, in any case; an unknown header is text. */
export const headerKindOf = (name: string): HeaderKind => {
  const lower = name.toLowerCase();
  if (lower.startsWith('x-ses-') || lower.startsWith('content-')) return 'reserved';
  if (lower.startsWith('list-') || lower.startsWith('arc-')) return 'structured';
  return kinds.get(lower) ?? 'text';
};
