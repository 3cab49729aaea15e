/** Limits of SES and SQS for a message; docs/message.md lists them for users. */
export const messageLimits = {
  /** To, cc and bcc together. https://docs.aws.amazon.com/ses/latest/dg/quotas.html */
  recipients: 50,
  /**
   * Bytes of the finished MIME with encoded attachments: the limit of SES's API v2, which carries
   * larger mail. https://docs.aws.amazon.com/ses/latest/dg/quotas.html
   */
  mimeBytes: 40 * 1024 * 1024,
  /**
   * Characters of a text, characters of an attachment in base64, and bytes of a raw message as
   * sent. Larger files are put into S3, so that nobody has to hold them as JSON.
   */
  fieldBytes: 10 * 1024 * 1024,
  /** Bytes of an object that holds a message: a field of 10 MB in base64, and the JSON around it. */
  objectBytes: 16 * 1024 * 1024,
  /** Bytes of an attachment's object; no mail holds more. */
  attachmentBytes: 30 * 1024 * 1024,
  /**
   * Bytes of a raw message as received, with CRLF line ends; more than may be sent, because its Bcc
   * headers are removed.
   */
  rawBytes: 11 * 1024 * 1024,
  /** Characters of `rawBytes` in base64. */
  rawBase64: Math.ceil((11 * 1024 * 1024) / 3) * 4,
  /** Bytes of the header of a raw message. */
  rawHeaderBytes: 256 * 1024,
  /** Octets of a line without its line break. RFC 5322 section 2.1.1 */
  lineOctets: 998,
  /**
   * Characters of a header's value and of its name: limits of SES's API v2, which leave room on the
   * line.
   */
  headerValue: 995,
  headerName: 126,
  /**
   * Most headers, attachments and Reply-To addresses of a message: more than any mail needs, and
   * little work to check.
   */
  headers: 100,
  attachments: 100,
  replyTo: 50,
  /** Characters of an address with its display name. */
  address: 1_000,
  displayName: 256,
  /**
   * Destinations of a message that goes to several, each by a mail of its own: as many as SES's
   * SendBulkEmail takes. https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendBulkEmail.html
   */
  destinations: 50,
  /** Bytes of all that a message with destinations unfolds into: a run holds ten such messages. */
  unfoldedBytes: 8 * 1024 * 1024,
  /** Problems of one message that are listed. */
  reasons: 100,
  /** Tags of a message; SES takes 50, and the pipeline adds its own. */
  tags: 40,
  /** Characters of a tag's name and of its value. */
  tag: 255,
  /**
   * Characters of a template's data as JSON.
   * https://docs.aws.amazon.com/ses/latest/APIReference/API_SendTemplatedEmail.html
   */
  templateData: 262_144,
  /**
   * Characters of each part of a template that the message itself holds; SES takes 500 KB in all.
   * https://docs.aws.amazon.com/ses/latest/dg/send-personalized-email-advanced.html
   */
  templateContent: 500 * 1024,
  /**
   * Characters of the content type of an attachment beside a template.
   * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Attachment.html
   */
  attachmentType: 78,
  /**
   * How far ahead `sendAfter` may lie; ms. SQS keeps a message for 14 days, and one day is kept for
   * trying.
   */
  sendAheadMs: 13 * 24 * 60 * 60 * 1000,
} as const;
