import type { Mail, SendAnswer } from '../../ses-api/ports.ts';
import { answerToFailure } from './ses-failure.ts';

/** Without recipients SES reads them from the headers, those included that are suppressed. */
const emptyEnvelope: SendAnswer = {
  kind: 'refused',
  refusal: {
    kind: 'message',
    code: 'EmptyEnvelope',
    cause: 'The call has no recipient.',
    remedy: 'Report this as a fault of the pipeline: SES was not called.',
  },
};

/**
 * Hands a mail to SES with one call, and says what became of it.
 *
 * @param command - whose input a client of `notingStages` sends
 */
export const answerTo = async <Command extends { readonly input: object }>(
  mail: Mail,
  command: Command,
  send: (command: Command) => Promise<{ readonly MessageId?: string | undefined }>,
): Promise<SendAnswer> => {
  // Its type says the same; this is the last place to hold it.
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
