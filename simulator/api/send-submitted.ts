import type { MailAnswer } from '../../shared/ses-api/wire/bulk.ts';
import { type Refusal, refuse } from '../../shared/ses-api/wire/refusal.ts';
import type { Submitted } from '../../shared/ses-api/wire/submission.ts';
import type { SesWorld } from '../world.ts';

/** Result of a sending call: one mail, the mails of a bulk call, or a refusal of the whole call. */
export type SentAnswer =
  | { readonly kind: 'mail'; readonly messageId: string }
  | { readonly kind: 'bulk'; readonly answers: readonly MailAnswer[] }
  | Refusal;

/**
 * Submits the mails of a sending call. A bulk call is refused as a whole only because of its
 * sender.
 */
export const sendSubmitted = (
  { outbox }: Pick<SesWorld, 'outbox'>,
  submitted: Submitted,
  sourceIp: string,
): SentAnswer => {
  if (submitted.kind === 'mail') {
    const { submission } = submitted;
    const answer =
      missingList(submission.contactList?.name) ?? outbox.submit({ ...submission, sourceIp });
    return answer.kind === 'refused' ? answer : { kind: 'mail', messageId: answer.messageId };
  }
  const [first] = submitted.submissions;
  const refusal = outbox.checkSender({ ...first, sourceIp });
  return (
    refusal ?? {
      kind: 'bulk',
      answers: submitted.submissions.map((one) => outbox.submit({ ...one, sourceIp })),
    }
  );
};

/** The simulator has no contact lists, so any list that a call names is missing. */
const missingList = (name: string | undefined): Refusal | undefined =>
  name === undefined ? undefined : refuse('NotFound', `List with name: ${name} doesn't exist.`);
