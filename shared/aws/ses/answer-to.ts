import { sesCalls } from '../../remedies/told/ses-calls.ts';
import type { Mail, SendAnswer } from '../../ses-api/ports.ts';
import { answerToFailure } from './ses-failure.ts';

/**
 * Answer to a call without recipients: SES would take them from the headers, suppressed ones
 * included.
 */
const emptyEnvelope: SendAnswer = {
  kind: 'refused',
  refusal: {
    kind: 'message',
    code: 'EmptyEnvelope',
    cause: 'The call has no recipient.',
    remedy: sesCalls['empty-envelope'].remedy,
  },
};

/**
 * Hands a mail to SES with one call and classifies the answer.
 *
 * @param command - its input must be sent by a client of `notingStages`
 */
export const answerTo = async <Command extends { readonly input: object }>(
  mail: Mail,
  command: Command,
  send: (command: Command) => Promise<{ readonly MessageId?: string | undefined }>,
): Promise<SendAnswer> => {
  // The type already excludes this; here is the last place to enforce it.
  const destinations: readonly string[] = mail.destinations;
  if (destinations.length === 0) return emptyEnvelope;
  try {
    const { MessageId } = await send(command);
    return MessageId === undefined
      ? { kind: 'unknown', detail: 'SES answered without a message id.' }
      : { kind: 'accepted', sesMessageId: MessageId };
  } catch (error) {
    return answerToFailure(error, command, { isOfTenant: mail.sesTenant !== undefined });
  }
};
