import type { Submission } from '../../shared/ses-api/wire/submission.ts';

/** A mail that is handed in to be sent, and from where. */
export interface ReceivedSubmission extends Submission {
  readonly sourceIp: string;
}
