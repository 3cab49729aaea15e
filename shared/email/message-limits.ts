/** Limits of SES and SQS that a message has to keep; docs/message.md lists them for users. */
export const messageLimits = {
  /** To, cc and bcc together. https://docs.aws.amazon.com/ses/latest/dg/quotas.html */
  recipients: 50,
  /**
   * Bytes of the finished MIME, attachments encoded: the limit of SES's v2 API, by which larger
   * mail goes.
   * https://docs.aws.amazon.com/ses/latest/dg/quotas.html
   */
  mimeBytes: 40 * 1024 * 1024,
  /**
   * Characters of a text or of an attachment in base64, and bytes of a raw message when it goes
   * out. Larger files lie in S3, so that nobody has to hold them as JSON.
   */
  fieldBytes: 10 * 1024 * 1024,
  /** Bytes of an object that holds a message: a field of 10 MB in base64, and the JSON around it. */
  objectBytes: 16 * 1024 * 1024,
  /** Bytes of an object that is an attachment: no mail holds more. */
  attachmentBytes: 30 * 1024 * 1024,
  /**
   * Bytes of a raw message with CRLF line ends as it comes in; its hidden recipients, which are
   * taken out, may be more than goes out.
   */
  rawBytes: 11 * 1024 * 1024,
  /** Characters of that in base64. */
  rawBase64: Math.ceil((11 * 1024 * 1024) / 3) * 4,
  /** Bytes of the header of a raw message. */
  rawHeaderBytes: 256 * 1024,
  /** Octets of a line without its line break. RFC 5322 section 2.1.1 */
  lineOctets: 998,
  /**
   * Characters of a header's value, and of its name: the limits of SES's v2 API, which leave room
   * for the line.
   */
  headerValue: 995,
  headerName: 126,
  /**
   * Headers, attachments and addresses for answers that a message may bring: more than any mail
   * needs, and little work.
   */
  headers: 100,
  attachments: 100,
  replyTo: 50,
  /** Characters of an address with its display name. */
  address: 1_000,
  displayName: 256,
  /** Problems of one message that are told one by one. */
  reasons: 100,
  /** Tags that a message may bring; SES takes 50, and the pipeline adds its own. */
  tags: 40,
  /** Characters of a tag's name and of its value. */
  tag: 255,
  /**
   * Characters of a template's data as JSON.
   * https://docs.aws.amazon.com/ses/latest/APIReference/API_SendTemplatedEmail.html
   */
  templateData: 262_144,
  /** A queue keeps a message for 14 days; what is left is for trying. */
  sendAheadMs: 13 * 24 * 60 * 60 * 1000,
} as const;
