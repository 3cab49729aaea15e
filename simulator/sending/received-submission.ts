import type { Mail } from '../../shared/ses-api/mail/read-mail.ts';
import type { Submission } from '../../shared/ses-api/wire/submission.ts';

/** A submitted mail, and the address of the caller. */
export interface ReceivedSubmission extends Submission {
  readonly sourceIp: string;
}

/** Such a mail, completed from its headers. */
export type ReceivedMail = Mail<ReceivedSubmission>;
