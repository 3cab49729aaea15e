import { mostOwnBytes } from '../email/mime-size.ts';
import type { Content, ValidMessage } from '../email/valid-message.ts';
import { cannotTell, type Known, known } from '../following/path-facts.ts';

/**
 * Bytes of a mail as MIME; Infinity when it is larger than SES takes. That of a template, which SES
 * renders, is estimated by its parts.
 *
 * @param measure - bytes of a mail that is no template; undefined when it is larger than SES takes
 */
export const bytesOf = async (
  message: ValidMessage,
  measure: (message: ValidMessage) => Promise<number | undefined>,
): Promise<Known<number>> => {
  const { content } = message;
  if (liesInS3(content)) return cannotTell('attachments of it lie in S3');
  if (content.kind === 'template') return known(mostOwnBytes(content));
  return known((await measure(message)) ?? Number.POSITIVE_INFINITY);
};

const liesInS3 = (content: Content): boolean =>
  content.kind !== 'raw' && content.attachments.some(({ source }) => source.kind === 's3');
