import { createHash } from 'node:crypto';
import { pipelineTags } from '../feedback/feedback-event.ts';
import type { Mail } from '../ses-api/ports.ts';

/**
 * First half of the Message-ID of a mail that goes by SMTP: 32 hexadecimal digits that follow from
 * tenant, message and part, and tell of none of them. A mail keeps it whenever and however often it
 * is sent, and it is known before the call: by it the log of a server says what became of the mail.
 */
export const messageMark = ({ tags }: Pick<Mail, 'tags'>): string => {
  const names = [pipelineTags.tenant, pipelineTags.message, pipelineTags.part];
  const digest = createHash('sha256')
    .update(JSON.stringify(names.map((name) => tags[name] ?? '')))
    .digest('hex');
  return digest.slice(0, 32);
};
