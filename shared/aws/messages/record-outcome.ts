import type { MessageKey, Outcome, OutcomeAnswer } from '../../messages/ports.ts';
import { shortReason } from '../../privacy/shorten-reasons.ts';
import { expiry, messagePk, neverExpires } from './message-key.ts';
import { toProgress } from './message-progress.ts';
import { claimNames, type MessageRows, type MessageUpdate, updateMessage } from './message-rows.ts';
import { sameMail } from './same-mail.ts';

const nothingSent = 'attribute_not_exists(sent0)';

/**
 * Records an outcome if its condition holds. A held message is kept for as long as it may come
 * back.
 */
export const recordOutcome = async (
  rows: MessageRows,
  outcome: Outcome,
): Promise<OutcomeAnswer> => {
  const { key, state, fingerprint, atMs } = outcome;
  const expiresAt = state === 'held' ? neverExpires : expiry(atMs);
  const written = await updateMessage(rows, key, outcomeUpdate(outcome, expiresAt));
  if (written !== undefined || fingerprint === undefined) return 'settled';
  return (await isOfAnother(rows, key, fingerprint)) ? 'another-mail' : 'settled';
};

/** Condition for an outcome of a whole message: the refusals of shared/messages/lifecycle.ts. */
const stateCondition = ({ state, part }: Outcome): string | undefined => {
  // A failed part ends its own claim; every other outcome needs the message's claims settled.
  if (part !== undefined) return undefined;
  const settled = '(attribute_not_exists(lease0) OR lease0 < :settledBefore)';
  switch (state) {
    case 'rejected':
      return `${settled} AND ${nothingSent}`;
    case 'failed':
      // Of a message sent in parts, this is the outcome of the parts that were not sent.
      return `${settled} AND (${nothingSent} OR attribute_exists(#plan))`;
    case 'suppressed':
    case 'expired':
    case 'held':
      return settled;
    default:
      return state satisfies never;
  }
};

/**
 * Full condition: a caller that knows the mail's fingerprint must not change another mail's item.
 */
const conditionOf = (outcome: Outcome): string | undefined => {
  const conditions = [
    stateCondition(outcome),
    outcome.fingerprint === undefined ? undefined : sameMail,
  ].filter((condition) => condition !== undefined);
  return conditions.length === 0 ? undefined : conditions.join(' AND ');
};

/** Stored reason of a part that SES refused; short, because there may be many parts. */
const refusalOf = ({ reasons, remedy }: Outcome) => ({
  why: shortReason(reasons.join('; ')),
  ...(remedy === undefined ? {} : { remedy: shortReason(remedy) }),
});

/** Names, values and expressions that only some outcomes have. */
const further = (outcome: Outcome) => {
  const { state, part, unknownCalls, fingerprint, refusedCopyMs } = outcome;
  const endsUnknown = part !== undefined && unknownCalls !== undefined;
  const isRefusal = part !== undefined && refusedCopyMs !== undefined;
  return {
    effects: [
      ...(endsUnknown ? ['#unknown = :unknown'] : []),
      ...(isRefusal ? ['#refused = :refused', '#refusal = :refusal'] : []),
      ...(state === 'held' && fingerprint !== undefined ? ['fingerprint = :fingerprint'] : []),
    ],
    names: {
      ...(endsUnknown ? { '#unknown': `unknown${part}` } : {}),
      ...(isRefusal ? { '#refused': `refused${part}`, '#refusal': `refusal${part}` } : {}),
      ...(part === undefined ? {} : claimNames(part)),
    },
    values: {
      ...(endsUnknown ? { ':unknown': unknownCalls } : {}),
      ...(isRefusal ? { ':refused': refusedCopyMs, ':refusal': refusalOf(outcome) } : {}),
      ...(fingerprint === undefined ? {} : { ':fingerprint': fingerprint }),
    },
  };
};

/** Update that records how a message or a part ended without being sent. */
const outcomeUpdate = (outcome: Outcome, expiresAt: number): MessageUpdate => {
  const { state, part, reasons, remedy, heldCopy, atMs, recipients, settleMs } = outcome;
  const condition = conditionOf(outcome);
  const asksSettled = stateCondition(outcome) !== undefined;
  const { effects, names, values } = further(outcome);
  const all = [
    'firstSeenAt = if_not_exists(firstSeenAt, :now)',
    'expiresAt = :expiry',
    '#outcome = :outcome',
    '#stream = if_not_exists(#stream, :stream)',
    // A run that could not read the message knows neither its recipients nor their suppressions.
    ...(recipients.length === 0
      ? [
          'recipients = if_not_exists(recipients, :recipients)',
          'suppressed = if_not_exists(suppressed, :suppressed)',
        ]
      : ['recipients = :recipients', 'suppressed = :suppressed']),
    ...effects,
  ];
  return {
    UpdateExpression: `SET ${all.join(', ')}${part === undefined ? '' : ' REMOVE #lease, #owner'}`,
    ...(condition === undefined ? {} : { ConditionExpression: condition }),
    ExpressionAttributeNames: {
      '#outcome': 'outcome',
      '#stream': 'stream',
      ...(condition?.includes('#plan') === true ? { '#plan': 'plan' } : {}),
      ...names,
    },
    ExpressionAttributeValues: {
      ':now': atMs,
      ':expiry': expiresAt,
      ':outcome': { state, at: atMs, reasons, remedy, heldCopy, part },
      ...(asksSettled ? { ':settledBefore': atMs - settleMs } : {}),
      ':stream': outcome.stream ?? 'unknown',
      ':recipients': recipients,
      ':suppressed': outcome.suppressed,
      ...values,
    },
  };
};

/** Whether the id belongs to another mail. */
const isOfAnother = async (
  { documents, table }: MessageRows,
  key: MessageKey,
  fingerprint: string,
): Promise<boolean> => {
  const item = await documents.get({
    TableName: table,
    Key: { pk: messagePk(key) },
    ConsistentRead: true,
  });
  const known = item && toProgress(item).fingerprint;
  return known !== undefined && known !== fingerprint;
};
