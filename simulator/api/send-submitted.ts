import type { MailAnswer } from '../../shared/ses-api/wire/bulk.ts';
import { type Refusal, refuse } from '../../shared/ses-api/wire/refusal.ts';
import type { Submitted } from '../../shared/ses-api/wire/submission.ts';
import type { SesWorld } from '../world.ts';

/** What became of a sending call: one mail, the mails of a bulk, or nothing at all. */
export type SentAnswer =
  | { readonly kind: 'mail'; readonly messageId: string }
  | { readonly kind: 'bulk'; readonly answers: readonly MailAnswer[] }
  | Refusal;

/** Hands in what a sending call says. A bulk is refused as a whole for its sender alone. */
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

/** There are no contact lists here, so any that a call names is missing. */
const missingList = (name: string | undefined): Refusal | undefined =>
  name === undefined ? undefined : refuse('NotFound', `List with name: ${name} doesn't exist.`);
