import { describe, expect, it } from '@jest/globals';
import { type HeaderKind, headerKindOf } from '../../../shared/email/header-kinds.ts';

const names: Readonly<Record<HeaderKind, readonly string[]>> = {
  reserved: [
    ...['Bcc', 'Cc', 'Date', 'DKIM-Signature', 'Feedback-ID', 'From', 'Message-ID', 'MIME-Version'],
    ...['Received', 'Reply-To', 'Resent-Bcc', 'Return-Path', 'Sender', 'Subject', 'To'],
    ...['Content-Type', 'Content-Transfer-Encoding', 'Content-Anything', 'X-SES-TENANT', 'X-SES-'],
  ],
  'message-ids': [
    ...['In-Reply-To', 'Obsoletes', 'Original-Message-ID', 'References', 'Resent-Message-ID'],
    'Supersedes',
  ],
  mailboxes: [
    ...['Abuse-Reports-To', 'Apparently-To', 'Bounces-to', 'Delivered-To'],
    ...['Disposition-Notification-To', 'Errors-To', 'Mail-Followup-To', 'Mail-Reply-To'],
    ...['Original-From', 'Resent-Cc', 'Resent-From', 'Resent-Reply-To', 'Resent-Sender'],
    ...['Resent-To', 'Return-Receipt-To', 'X-Confirm-Reading-To'],
  ],
  structured: [
    ...['Accept-Language', 'acceptLanguage', 'Archived-At', 'ARC-Seal', 'Authentication-Results'],
    ...['Auto-Submitted', 'Autocrypt', 'BIMI-Location', 'BIMI-Selector', 'Deferred-Delivery'],
    ...['Disposition-Notification-Options', 'DomainKey-Signature', 'Encrypted', 'Expires'],
    ...['Expiry-Date', 'Importance', 'Jabber-ID', 'Keywords', 'List-Id', 'List-Unsubscribe'],
    ...['List-Unsubscribe-Post', 'List-Anything', 'Message-Context', 'Message-Type'],
    ...['MT-Priority', 'Original-Recipient', 'Precedence', 'Priority', 'Received-SPF'],
    ...['Reply-By', 'Require-Recipient-Valid-Since', 'Resent-Date', 'Sensitivity'],
    ...['Solicitation', 'Thread-Index', 'TLS-Report-Domain', 'TLS-Report-Submitter'],
    ...['TLS-Required', 'User-Agent', 'VBR-Info', 'X-Auto-Response-Suppress', 'X-Mailer'],
    ...['X-MSMail-Priority', 'X-Priority'],
  ],
  text: [
    ...['Comments', 'Organization', 'Original-Subject', 'Thread-Topic', 'X-Order', 'X-SE'],
    ...['Content', 'List', 'ARC', 'X-List-Id', 'To-Do'],
  ],
};

const rows = Object.entries(names).flatMap(([kind, some]) => some.map((name) => ({ name, kind })));

describe('headerKindOf', () => {
  it.each(rows)('$name is $kind, in any case', ({ name, kind }) => {
    expect([name, name.toLowerCase(), name.toUpperCase()].map(headerKindOf)).toEqual(
      Array(3).fill(kind),
    );
  });
});
