import type { MimeHeader } from '../../shared/ses-api/mail/mime-headers.ts';
import type { MessageTag } from '../../shared/ses-api/wire/submission.ts';
import type { Outcome } from '../sending/outcome.ts';

/** Facts about a mail that its events contain. */
export interface MailFacts {
  readonly messageId: string;
  readonly acceptedAtMs: number;
  /** Source as the sender gave it, perhaps with a display name. */
  readonly source: string;
  readonly sourceArn: string | undefined;
  readonly sendingAccountId: string;
  readonly sourceIp: string;
  readonly callerIdentity: string;
  /** `SendEmail`, `SendRawEmail`, … */
  readonly operation: string;
  /** All recipients of the envelope. */
  readonly destinations: readonly string[];
  readonly headers: readonly MimeHeader[];
  readonly configurationSet: string | undefined;
  readonly tenant: string | undefined;
  readonly tags: readonly MessageTag[];
}

/** An outcome that has happened. */
export interface Occurrence {
  readonly outcome: Outcome;
  readonly atMs: number;
  /** Id of a bounce or complaint, the same in event and notification. */
  readonly feedbackId: string;
}
