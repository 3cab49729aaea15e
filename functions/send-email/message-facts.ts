import type { ValidMessage } from '../../shared/email/valid-message.ts';
import type { MessageKey, Outcome } from '../../shared/messages/ports.ts';
import type { ConfigurationSets } from './prepare-message.ts';
import type { Run } from './run.ts';

/** A message's key as one text. */
export const keyText = (key: MessageKey): string => `${key.tenantId}#${key.messageId}`;

/** A message that could be read, and the fingerprint of its mail. */
export interface KnownMail {
  readonly message: ValidMessage;
  readonly fingerprint: string;
}

/** What an outcome says of a message, whatever has become of it. */
export const outcomeOf = (
  { message, fingerprint }: KnownMail,
  suppressed: readonly string[],
  { settleMs }: Pick<Run, 'settleMs'>,
): Pick<Outcome, 'key' | 'stream' | 'fingerprint' | 'recipients' | 'suppressed' | 'settleMs'> => ({
  key: message.key,
  stream: message.stream,
  fingerprint,
  recipients: message.recipients.map((recipient) => recipient.canonical),
  suppressed,
  settleMs,
});

/** Dimensions under which a message is counted. */
export const dimensionsOf = (message: ValidMessage, sets: ConfigurationSets) => ({
  tenantId: message.key.tenantId,
  configurationSet: sets[message.stream],
});
