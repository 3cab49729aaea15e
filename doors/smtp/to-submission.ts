import type { Submission } from '../../shared/ses-api/wire/submission.ts';

/** A mail as SMTP hands it over. */
export interface SmtpMail {
  /** MAIL FROM. */
  readonly sender: string;
  /** RCPT TO, each once. */
  readonly recipients: readonly string[];
  readonly mime: Buffer;
}

/** The mail as a call of SendRawEmail hands it in: SES itself takes mail by SMTP so. */
export const toSubmission = (
  { sender, recipients, mime }: SmtpMail,
  maxBytes: number,
): Submission => ({
  operation: 'SendRawEmail',
  source: sender,
  destinations: recipients,
  returnPath: undefined,
  content: { kind: 'raw', mime, replyTo: [] },
  tags: [],
  configurationSet: undefined,
  authorization: { sourceArn: undefined, fromArn: undefined, returnPathArn: undefined },
  tenant: undefined,
  contactList: undefined,
  endpointId: undefined,
  tracking: { opens: undefined, clicks: undefined },
  maxBytes,
});
