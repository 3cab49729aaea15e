import { narrowTo } from '../../../shared/email/narrow-to.ts';
import { basicStreams } from '../../../shared/email/streams.ts';
import { templateNumberReasons } from '../../../shared/email/template-numbers.ts';
import type { ValidMessage } from '../../../shared/email/valid-message.ts';
import { validateMessage } from '../../../shared/email/validate-message.ts';
import type { EnqueueResult } from '../../../shared/enqueue/enqueue-emails.ts';
import { planResend, type RecipientResend } from '../../../shared/following/plan-resend.ts';
import { resendId } from '../../../shared/following/resend-id.ts';
import { fingerprintOf } from '../../../shared/messages/fingerprint.ts';
import type { MessageRecord } from '../../../shared/messages/message-record.ts';
import type { MessageKey } from '../../../shared/messages/ports.ts';
import type { RecipientState } from '../../../shared/messages/recipient-state.ts';
import type { SuppressionEntry } from '../../../shared/suppression/suppression-entry.ts';
import { UnreadableItem } from '../../../shared/system/unreadable-item.ts';
import { type CommandIo, exitCodes, printable } from '../../command-io.ts';
import type { Confirm } from '../../terminal/confirm.ts';
import { readObject, readText, UsageError } from '../send/message-file.ts';

export interface ResendOptions {
  readonly tenant: string;
  /** The message as `send --file` takes it, `-` for standard input. */
  readonly file: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** The first mail, as the messages table has it. */
export interface FirstMail {
  readonly record: MessageRecord;
  /** Undefined in items of older versions, and of mail that was never claimed. */
  readonly fingerprint: string | undefined;
}

export interface ResendIo extends CommandIo {
  readonly readFile: (path: string) => Promise<Uint8Array>;
  readonly confirm: Confirm;
  /** Rejects with UnreadableItem when the item cannot be read. */
  readonly findMail: (key: MessageKey) => Promise<FirstMail | undefined>;
  /** Suppressions in force of addresses, in the scopes of the tenant's transactional mail. */
  readonly findSuppressions: (
    tenantId: string,
    addresses: readonly string[],
  ) => Promise<readonly SuppressionEntry[]>;
  /** State of each message that is known, by its id; rejects with UnreadableItem. */
  readonly findStates: (
    keys: readonly MessageKey[],
  ) => Promise<ReadonlyMap<string, RecipientState>>;
  readonly enqueue: (messages: readonly Fields[]) => Promise<readonly EnqueueResult[]>;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Why nothing goes again; its text says what to do. */
class NotResent extends Error {
  override readonly name = 'NotResent';
}

/**
 * `ses-pipeline resend ID --file FILE`: puts a transactional mail on its queue again, for the
 * recipients whose mail bounced softly, each by itself. The content is given again, because none is
 * kept, and has to be that of the first mail.
 *
 * @returns 0; 1 after a no, or when a queue refuses; 2 when the file cannot be read, or nobody can be
 *   asked; 3 when no mail goes again
 */
export const resend = async (
  messageId: string,
  options: ResendOptions,
  io: ResendIo,
): Promise<number> => {
  const key = { tenantId: options.tenant, messageId };
  try {
    const file = await readText(options.file, io);
    const given = readObject(file, options.file);
    const first = await findFirst(key, io);
    const message = sameMessage({ file, given, key, first }, io.now());
    const plan = await makePlan(key, first.record, io);
    const chosen = plan.filter(({ why }) => why === undefined);
    if (chosen.length === 0) return show(plan.map(leftOut), options, io);
    const answer = await io.confirm(question(key, chosen), options);
    if (answer.kind === 'refused') return answer.exitCode;
    const results = await io.enqueue(
      chosen.map((one) => ({ ...narrowTo(message, one.address), messageId: one.messageId })),
    );
    return show(outcomes(plan, results), options, io);
  } catch (error) {
    const isUsage = error instanceof UsageError;
    // Nothing goes twice because an item cannot be read.
    if (!isUsage && !(error instanceof NotResent) && !(error instanceof UnreadableItem))
      throw error;
    io.printError(printable(error.message));
    return isUsage ? exitCodes.usage : exitCodes.wrong;
  }
};

const findFirst = async (key: MessageKey, io: ResendIo): Promise<FirstMail> => {
  const found = await io.findMail(key);
  if (found === undefined)
    throw new NotResent(
      `Nothing is known of message ${key.messageId} of tenant ${key.tenantId}: it never existed, is older than 90 days, or belongs to another tenant (--tenant).`,
    );
  const { stream } = found.record;
  if (stream !== 'transactional')
    throw new NotResent(
      `Only transactional mail goes again; ${key.messageId} is ${stream === undefined ? 'of an unknown stream' : `of the stream ${stream}`}.`,
    );
  if (found.fingerprint === undefined)
    throw new NotResent(
      `Nothing is kept by which the content of ${key.messageId} can be checked. Send the mail under a new id: npx ses-pipeline send --file FILE`,
    );
  return found;
};

interface Given {
  /** Text of the file. */
  readonly file: string;
  readonly given: Fields;
  readonly key: MessageKey;
  readonly first: FirstMail;
}

/** The message of the file under the key of the first mail, when it is the same mail. */
const sameMessage = ({ file, given, key, first }: Given, nowMs: number): Fields => {
  const message = { ...given, ...key, stream: 'transactional' };
  const valid = validOf(message, templateNumberReasons(file), nowMs);
  if (valid.expiresAtMs !== undefined && valid.expiresAtMs <= nowMs)
    throw new NotResent(
      'The expiresAt of the message has passed: it is not worth sending any more.',
    );
  if (fingerprintOf(valid) === first.fingerprint) return message;
  // A mail that went again has one recipient; the file may be that of the first mail.
  const [address, ...others] = first.record.recipients;
  const names = valid.recipients.some(({ canonical }) => canonical === address);
  if (address !== undefined && others.length === 0 && names) {
    const narrowed = narrowTo(message, address);
    if (fingerprintOf(validOf(narrowed, [], nowMs)) === first.fingerprint) return narrowed;
  }
  throw new NotResent(
    `The file is not the mail that went out as ${key.messageId}: sender, recipients and content have to be the same. Nothing was sent.`,
  );
};

const validOf = (message: Fields, problems: readonly string[], nowMs: number): ValidMessage => {
  const validation = validateMessage(JSON.stringify(message), {
    ...{ sqsMessageId: 'none', queueLane: 'transactional', streams: basicStreams, nowMs },
  });
  if (validation.kind === 'valid' && problems.length === 0) return validation.message;
  const reasons =
    validation.kind === 'rejected'
      ? validation.reasons
      : ['payload: names the mail; give the mail itself'];
  throw new NotResent(
    `The message is not valid: ${[...problems, ...(validation.kind === 'valid' ? [] : reasons)].join('; ')}`,
  );
};

const makePlan = async (key: MessageKey, record: MessageRecord, io: ResendIo) => {
  const { tenantId } = key;
  const ids = record.recipients.map((address) => resendId(key, address));
  const [suppressions, resent] = await Promise.all([
    io.findSuppressions(tenantId, record.recipients),
    io.findStates(ids.map((messageId) => ({ tenantId, messageId }))),
  ]);
  return planResend({ record, suppressions, resent }, io.now());
};

const question = ({ messageId }: MessageKey, chosen: readonly RecipientResend[]): string =>
  `Send the mail of ${printable(messageId)} again to ${chosen.map(({ address }) => printable(address)).join(', ')}? A mail that is sent cannot be called back.`;

interface Outcome extends RecipientResend {
  readonly result: 'queued' | 'not sent' | 'refused by the queue';
}

const leftOut = (one: RecipientResend): Outcome => ({ ...one, result: 'not sent' });

const outcomes = (
  plan: readonly RecipientResend[],
  results: readonly EnqueueResult[],
): readonly Outcome[] => {
  const byId = new Map(results.map((result) => [result.messageId, result]));
  return plan.map((one) => {
    if (one.why !== undefined) return leftOut(one);
    const result = byId.get(one.messageId);
    if (result?.kind === 'queued') return { ...one, result: 'queued' };
    const why = result?.kind === 'invalid' ? result.problems.join('; ') : result?.code;
    return { ...one, result: 'refused by the queue', why: why ?? 'no answer' };
  });
};

const show = (
  all: readonly Outcome[],
  { json }: ResendOptions,
  { print, printError }: CommandIo,
): number => {
  for (const { address, messageId, result, why = null } of all) {
    const text = [address, result, ...(why === null ? [messageId] : [why])].join('  ');
    print(json ? JSON.stringify({ address, messageId, result, why }) : printable(text));
  }
  if (all.some(({ result }) => result === 'refused by the queue')) return exitCodes.failed;
  if (all.some(({ result }) => result === 'queued')) return exitCodes.fine;
  printError('No mail goes again: no recipient of it bounced softly and may get it now.');
  return exitCodes.wrong;
};
