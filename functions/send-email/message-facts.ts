import { areCanaries } from '../../shared/canary/is-canary.ts';
import { isSimulated } from '../../shared/email/mailbox-simulator.ts';
import { factsOf, type Streams } from '../../shared/email/streams.ts';
import type { ValidMessage } from '../../shared/email/valid-message.ts';
import type { MessageKey, Outcome } from '../../shared/messages/ports.ts';
import type { Run } from './run.ts';

/** A message's key as one string. */
export const keyText = (key: MessageKey): string => `${key.tenantId}#${key.messageId}`;

/** A valid message and the fingerprint of its content. */
export interface KnownMail {
  readonly message: ValidMessage;
  readonly fingerprint: string;
}

/** The fields that every outcome of a message has. */
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

/**
 * Recipients (indexes) that quota and budgets count: all except those of the mailbox simulator.
 */
export const countedOf = (
  { recipients }: Pick<ValidMessage, 'recipients'>,
  indexes: readonly number[],
): number => indexes.filter((index) => !isSimulated(recipients[index]?.canonical ?? '')).length;

/** Whether all recipients of a message are canaries. */
export const isCanaryMail = ({ key, recipients }: Pick<ValidMessage, 'key' | 'recipients'>) =>
  areCanaries(
    key.tenantId,
    recipients.map(({ canonical }) => canonical),
  );

/** Metric dimensions of a message. */
export const dimensionsOf = (message: ValidMessage, streams: Streams) => ({
  tenantId: message.key.tenantId,
  configurationSet: factsOf(streams, message.stream).configurationSet,
});
