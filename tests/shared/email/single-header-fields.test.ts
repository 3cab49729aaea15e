import { describe, expect, it } from '@jest/globals';
import { readRawMime } from '../../../shared/email/raw-mime.ts';

// As the developer guide of SES lists them, and To and Cc of RFC 5322.
const single = [
  ...['Accept-Language', 'acceptLanguage', 'Archived-At', 'Auto-Submitted', 'Bounces-to'],
  ...['Cc', 'Comments', 'Content-Alternative', 'Content-Base', 'Content-Class'],
  ...['Content-Description', 'Content-Disposition', 'Content-Duration', 'Content-ID'],
  ...['Content-Language', 'Content-Length', 'Content-Location', 'Content-MD5'],
  ...['Content-Transfer-Encoding', 'Content-Type', 'Date', 'Delivered-To'],
  ...['Disposition-Notification-Options', 'Disposition-Notification-To', 'DKIM-Signature'],
  ...['DomainKey-Signature', 'Errors-To', 'From', 'Importance', 'In-Reply-To', 'Keywords'],
  ...['List-Archive', 'List-Help', 'List-Id', 'List-Owner', 'List-Post', 'List-Subscribe'],
  ...['List-Unsubscribe', 'List-Unsubscribe-Post', 'Message-Context', 'Message-ID'],
  ...['MIME-Version', 'Organization', 'Original-From', 'Original-Message-ID'],
  ...['Original-Recipient', 'Original-Subject', 'Precedence', 'Priority', 'References'],
  ...['Reply-To', 'Return-Path', 'Return-Receipt-To', 'Sender', 'Solicitation', 'Sensitivity'],
  ...['Subject', 'Thread-Index', 'Thread-Topic', 'To', 'User-Agent', 'VBR-Info'],
];

const problemsOf = (...fields: readonly string[]) =>
  readRawMime(Buffer.from(`${fields.join('\r\n')}\r\n\r\nbody`)).problems;

describe('singleHeaderFields', () => {
  it.each(single)('%s stands in a raw message once, in whatever case', (name) => {
    const value = '<a@example.com>';
    const from = name === 'From' ? [] : ['From: a@example.com'];

    expect(problemsOf(...from, `${name}: ${value}`)).toEqual([]);
    expect(problemsOf(...from, `${name}: ${value}`, `${name.toUpperCase()}: ${value}`)).toEqual([
      `has the header ${name.toLowerCase()} more than once; keep one`,
    ]);
  });

  it.each(['Received', 'Resent-To', 'X-Order', 'Authentication-Results'])(
    '%s may stand there more than once',
    (name) => {
      expect(problemsOf('From: a@example.com', `${name}: a`, `${name}: b`)).toEqual([]);
    },
  );
});
