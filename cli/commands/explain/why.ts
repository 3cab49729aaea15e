import type { Diagnosed } from '../../../shared/dead-letters/redrive.ts';
import { explainMail } from '../../../shared/following/explain-mail.ts';
import type {
  MailExplanation,
  RecipientExplanation,
} from '../../../shared/following/explanation.ts';
import type { MailFacts } from '../../../shared/following/mail-facts.ts';
import type { Known } from '../../../shared/following/path-facts.ts';
import type { MessageKey } from '../../../shared/messages/ports.ts';
import { UnreadableItem } from '../../../shared/system/unreadable-item.ts';
import { type CommandIo, exitCodes, printable } from '../../command-io.ts';
import type { ReadStreams } from '../../deployed-streams.ts';
import { isStream } from '../../stream-option.ts';
import { type Detail, printDetails } from '../../terminal/details.ts';
import { toneOfState } from '../../terminal/paint.ts';
import { nameOf } from '../dead-letters/dead-letter-row.ts';
import { endCode } from '../messages/end-code.ts';
import type { MailFactsReader } from '../messages/mail-facts.ts';
import { showWhole } from '../messages/show-whole.ts';
import { toWait, waitDetails } from '../messages/waits.ts';
import { isTenantId } from '../tenants/tenant-id.ts';

export interface ExplainWhyOptions {
  readonly tenant: string;
  readonly stream?: string;
  readonly json?: boolean;
}

export interface ExplainWhyIo
  extends CommandIo,
    Pick<MailFactsReader, 'readStatus' | 'readStatuses' | 'readFacts'> {
  readonly streams: ReadStreams;
  readonly findDeadLetters: (key: MessageKey) => Promise<Known<readonly Diagnosed[]>>;
  readonly now: () => number;
}

/**
 * `ses-pipeline explain why MESSAGE`: of each recipient its state, the cause, the next step and the
 * command to give; what cannot be known is told as that. Of a message to several destinations it shows
 * the messages that it became, to ask for one of them.
 *
 * @returns the exit code of the mail's end, as `status` gives it; 2 when the tenant or stream cannot
 *   be one; 3 when nothing is known of the mail, or its item cannot be read
 */
export const explainWhy = async (
  messageId: string,
  options: ExplainWhyOptions,
  io: ExplainWhyIo,
): Promise<number> => {
  if (!isTenantId(options.tenant, io)) return exitCodes.usage;
  const { stream: named } = options;
  if (!(await isStream(named, io))) return exitCodes.usage;
  const key = { tenantId: options.tenant, messageId };
  const status = await io.readStatus(key);
  if (status instanceof UnreadableItem) {
    io.printError(printable(status.message));
    return exitCodes.wrong;
  }
  if (status === undefined) {
    const endOfWhole = await showWhole(key, status, options, io);
    if (endOfWhole !== undefined) return endOfWhole;
  }
  const deadLetters = await io.findDeadLetters(key);
  const stream = status?.stream ?? named ?? 'transactional';
  const facts = { ...(await io.readFacts(key, status, stream)), deadLetters };
  const explanation = explainMail(facts, io.now());
  if (options.json) io.print(JSON.stringify(toJson(facts, explanation)));
  else show(facts, explanation, io);
  const isKnown =
    status !== undefined || listOf(facts.held).length + listOf(deadLetters).length > 0;
  return isKnown ? endCode(status) : exitCodes.wrong;
};

const listOf = <Item>(one: Known<readonly Item[]>): readonly Item[] =>
  one.kind === 'known' ? one.fact : [];

const toJson = (
  { key, status, held, deadLetters }: MailFacts,
  { recipients, obstacles, cannotTell }: MailExplanation,
) => ({
  messageId: key.messageId,
  tenantId: key.tenantId,
  state: status?.state ?? null,
  recipients: recipients.map(({ command, ...one }) => ({
    ...one,
    command: command === null ? null : `npx ${command}`,
  })),
  waits: obstacles.map(toWait),
  held: listOf(held).map(({ stream, arrivedAtMs }) => ({ stream, arrivedAt: iso(arrivedAtMs) })),
  deadLetters: listOf(deadLetters).map(({ deadLetter, diagnosis }) => ({
    id: deadLetter.sqsMessageId,
    queue: deadLetter.queue,
    reasons: diagnosis.reasons,
  })),
  cannotTell,
});

const iso = (epochMs: number): string => new Date(epochMs).toISOString();

const show = (
  facts: MailFacts,
  { recipients, obstacles, cannotTell }: MailExplanation,
  io: CommandIo,
): void => {
  const state = facts.status?.state;
  const title = [
    { text: facts.key.messageId, tone: 'heading' },
    { text: state ?? 'not in the messages table', tone: toneOfState(state ?? '') },
  ] as const;
  printDetails(
    title,
    [
      ...recipients.flatMap(recipientDetails),
      ...(recipients.length === 0 ? waitDetails(obstacles) : []),
      ...listOf(facts.held).map(({ stream, arrivedAtMs }) => ({
        label: 'held',
        text: `a copy of ${stream}, since ${iso(arrivedAtMs)}`,
      })),
      ...listOf(facts.deadLetters).flatMap(deadLetterDetails),
      ...cannotTell.map((text) => ({ label: 'cannot tell', text, tone: 'waiting' as const })),
    ],
    io,
  );
};

const recipientDetails = (one: RecipientExplanation): readonly Detail[] => [
  { label: 'recipient', text: `${one.recipient}  ${one.state}`, tone: toneOfState(one.state) },
  { label: '  why', text: one.cause },
  { label: '  next', text: one.next },
  ...(one.command === null ? [] : [{ label: '  command', text: `npx ${one.command}` }]),
];

const deadLetterDetails = (found: Diagnosed): readonly Detail[] => [
  { label: 'dead letter', text: `${nameOf(found)} on ${found.deadLetter.queue}`, tone: 'bad' },
  ...found.diagnosis.reasons.map((text) => ({ label: '', text })),
];
