import { bytesOf, queueLimits } from '../../shared/enqueue/queue-limits.ts';
import type { Mailing } from './compose-mailing.ts';
import { queueByStream } from './queued-message.ts';

/** Error of a mailing that cannot be used; its message says what to change. */
export class UnusableMailingError extends Error {
  override readonly name = 'UnusableMailingError';
}

/**
 * Reads the user's own mailing, one message per line. Empty lines are skipped; a line that is not a
 * message is queued as it is, and the pipeline refuses it.
 *
 * @throws UnusableMailingError when there is no message, or one that no queue would accept
 */
export const readMailing = (text: string): Mailing => {
  const lines = text.split(/\r?\n/).map((line, index) => ({ line, number: index + 1 }));
  const bodies = lines.filter(({ line }) => line.trim() !== '');
  const large = bodies.find(({ line }) => bytesOf(line) > queueLimits.bytes);
  if (large !== undefined) {
    throw new UnusableMailingError(
      `Line ${large.number} is bigger than a queue accepts (1 MiB): put its attachments, or the whole message, into S3.`,
    );
  }
  // The characters that SQS accepts:
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
  const odd = bodies.find(({ line }) =>
    /[^\t\r\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(line),
  );
  if (odd !== undefined)
    throw new UnusableMailingError(
      `Line ${odd.number} holds a control character that no queue accepts: write it as \\u escape.`,
    );
  if (bodies.length === 0) throw new UnusableMailingError('The file holds no message.');
  return { messages: bodies.map(({ line }) => queueByStream(line)), followUps: [], templates: [] };
};
