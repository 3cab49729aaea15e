import { buildMime } from '../email/build-mime.ts';
import { toAddress } from '../email/valid-message.ts';
import type { FitsSes } from './plan-email.ts';

/**
 * Whether the finished mail is within SES's size limit. Attachments in S3 are only measured when
 * the mail is sent.
 */
export const fitsSes: FitsSes = async (message, nowMs) => {
  if (message.content.kind !== 'mime') return true;
  const attachments = message.content.attachments.map(({ source }) =>
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
  return built.kind === 'built';
};
