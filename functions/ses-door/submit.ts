import type { Sender } from '../../shared/doors/ports.ts';
import type { MailAnswer } from '../../shared/ses-api/wire/bulk.ts';
import { type Refusal, refuse } from '../../shared/ses-api/wire/refusal.ts';
import type { Submitted } from '../../shared/ses-api/wire/submission.ts';
import type { SesDoorPorts } from './ports.ts';

/** Result of a sending call. */
export type Sent =
  | { readonly kind: 'mail'; readonly messageId: string }
  | { readonly kind: 'bulk'; readonly answers: readonly MailAnswer[] }
  | Refusal;

const noAnswer = refuse('ServiceUnavailable', 'Service is unavailable', 503);

/** Hands over the mails of a sending call: one, or those of a bulk, each of which has its answer. */
export const submit = async (
  { takeSubmissions }: SesDoorPorts,
  sender: Sender,
  submitted: Submitted,
): Promise<Sent> => {
  if (submitted.kind === 'bulk') {
    const answers = await takeSubmissions(sender, submitted.submissions);
    return 'kind' in answers ? answers : { kind: 'bulk', answers };
  }
  const answers = await takeSubmissions(sender, [submitted.submission]);
  if ('kind' in answers) return answers;
  const [answer = noAnswer] = answers;
  return answer.kind === 'refused' ? answer : { kind: 'mail', messageId: answer.messageId };
};
