/**
 * Objects of SES's events, with replaceable fields. Their shapes are those of
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html (events)
 * and https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html (identity
 * notifications).
 */
type Json = Record<string, unknown>;

export const mailedAt = '2026-03-01T09:00:00.000Z';
export const happenedAt = '2026-03-01T09:00:07.250Z';
export const happenedAtMs = Date.parse(happenedAt);
export const sesMessageId = '0100018f3c1d2e4a-5b6c7d8e-1111-2222-3333-444455556666-000000';
const feedbackId = '0100018f3c1d4c77-0a1b2c3d-7777-8888-9999-aaaabbbbcccc-000000';

/** The mail object as event publishing writes it. */
export const mail = (further: Json = {}): Json => ({
  timestamp: mailedAt,
  messageId: sesMessageId,
  source: 'Clinic <hello@clinic.example>',
  sendingAccountId: '111122223333',
  destination: ['ada@example.com'],
  headersTruncated: false,
  headers: [{ name: 'Subject', value: 'Your appointment' }],
  commonHeaders: { from: ['Clinic <hello@clinic.example>'], subject: 'Your appointment' },
  tags: {
    'ses:configuration-set': ['transactional'],
    'ses:operation': ['SendRawEmail'],
    'pipeline-message': ['order-1'],
    'pipeline-tenant': ['clinic'],
  },
  ...further,
});

/**
 * The same mail in an identity notification: no tags, and headers only where they are switched on.
 */
export const identityMail = (further: Json = {}): Json => {
  const { tags, headers, commonHeaders, headersTruncated, ...rest } = mail();
  return { ...rest, sourceIp: '192.0.2.7', callerIdentity: 'mailer', ...further };
};

export const bounceObject = (further: Json = {}): Json => ({
  bounceType: 'Permanent',
  bounceSubType: 'General',
  bouncedRecipients: [
    {
      emailAddress: 'ada@example.com',
      action: 'failed',
      status: '5.1.1',
      diagnosticCode: 'smtp; 550 5.1.1 user unknown',
    },
  ],
  timestamp: happenedAt,
  feedbackId,
  reportingMTA: 'dns; mta.example.com',
  ...further,
});

export const complaintObject = (further: Json = {}): Json => ({
  complainedRecipients: [{ emailAddress: 'ada@example.com' }],
  timestamp: happenedAt,
  feedbackId,
  complaintSubType: null,
  complaintFeedbackType: 'abuse',
  userAgent: 'Example Feedback Loop',
  arrivalDate: '2026-03-01T04:00:07.250-05:00',
  ...further,
});

export const deliveryObject = (further: Json = {}): Json => ({
  timestamp: happenedAt,
  processingTimeMillis: 7250,
  recipients: ['ada@example.com'],
  smtpResponse: '250 ok',
  reportingMTA: 'a1-2.smtp-out.amazonses.com',
  ...further,
});
