import { buildMime } from '../email/build-mime.ts';
import { toAddress, type ValidMessage } from '../email/valid-message.ts';
import type { FitsSes } from './plan-email.ts';

/**
 * Whether the finished mail is within SES's size limit. Attachments in S3 are only measured when
 * the mail is sent.
 */
export const fitsSes: FitsSes = async (message, nowMs) =>
  message.content.kind !== 'mime' || (await builtBytes(message, nowMs)) !== undefined;

/**
 * Bytes of the MIME that is sent, without attachments in S3; undefined when it is larger than SES
 * accepts.
 *
 * @throws for a message whose content is a template
 */
export const builtBytes = async (
  message: ValidMessage,
  nowMs: number,
): Promise<number | undefined> => {
  const { content } = message;
  const given = content.kind === 'mime' ? content.attachments : [];
  const attachments = given.map(({ source }) =>
    source.kind === 'inline' ? Buffer.from(source.base64, 'base64') : new Uint8Array(),
  );
  const id = '00000000-0000-4000-8000-000000000000';
  const from = message.from ?? toAddress('tenant@example.com');
  const sendable = { ...message, from };
  const built = await buildMime(sendable, {
    attachments,
    dateMs: nowMs,
    messageIdHeader: `${id}@${from.mailbox.domain}`,
    boundary: id.replaceAll('-', ''),
  });
  return built.kind === 'built' ? built.mime.byteLength : undefined;
};
