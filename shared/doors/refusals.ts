import { messageLimits } from '../email/message-limits.ts';
import { invalidParameter, type Refusal, refuse } from '../ses-api/wire/refusal.ts';
import type { Submission } from '../ses-api/wire/submission.ts';

/** The mail was not taken for a passing reason: nothing of it is lost when it comes again. */
export const unavailable: Refusal = refuse(
  'ServiceUnavailable',
  'The mail could not be put on its queue just now. Send it again: it goes once.',
  503,
);

/** Another mail has the id that this one names. */
export const conflict: Refusal = invalidParameter(
  'The idempotency key (or Message-ID) of this mail is that of another mail, which was sent or will be. Give each mail a key of its own.',
);

/** Refusal of raw MIME above what a message on the queues carries, with SES's text. */
export const tooLong = ({ content, maxBytes }: Submission): Refusal | undefined => {
  if (content.kind !== 'raw') return undefined;
  const most = Math.min(maxBytes, messageLimits.fieldBytes);
  const bytes = content.mime.byteLength;
  return bytes > most
    ? invalidParameter(`Message length is more than ${most} bytes long: '${bytes}'.`)
    : undefined;
};
