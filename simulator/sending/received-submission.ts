import type { Submission } from '../../shared/ses-api/wire/submission.ts';

/** A submitted mail, and the address of the caller. */
export interface ReceivedSubmission extends Submission {
  readonly sourceIp: string;
}
