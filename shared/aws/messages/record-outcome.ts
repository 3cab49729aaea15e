import type { MessageKey, Outcome, OutcomeAnswer } from '../../messages/ports.ts';
import { shortReason } from '../../privacy/shorten-reasons.ts';
import { expiry, messagePk, neverExpires } from './message-key.ts';
import { toProgress } from './message-progress.ts';
import { claimNames, type MessageRows, type MessageUpdate, updateMessage } from './message-rows.ts';
import { sameMail } from './same-mail.ts';

const nothingSent = 'attribute_not_exists(sent0)';

/**
 * What has to hold of a message that ends as a whole: the refusals of shared/messages/lifecycle.ts.
 */
const stateCondition = ({ state, part }: Outcome): string | undefined => {
  // A failed part ends its own claim; all else comes after any claim, or not at all.
  if (part !== undefined) return undefined;
  const settled = '(attribute_not_exists(lease0) OR lease0 < :settledBefore)';
  switch (state) {
    case 'rejected':
      return `${settled} AND ${nothingSent}`;
    case 'failed':
      // Of a message that goes out in parts it is the end of those that were not sent.
      return `${settled} AND (${nothingSent} OR attribute_exists(#plan))`;
    case 'suppressed':
    case 'expired':
    case 'held':
      return settled;
    default:
      return state satisfies never;
  }
};

/** And whoever knows the mail leaves the item of another one alone. */
const conditionOf = (outcome: Outcome): string | undefined => {
  const conditions = [
    stateCondition(outcome),
    outcome.fingerprint === undefined ? undefined : sameMail,
  ].filter((condition) => condition !== undefined);
  return conditions.length === 0 ? undefined : conditions.join(' AND ');
};

/** What is kept of a part that SES refused, however many parts are. */
const refusalOf = ({ reasons, remedy }: Outcome) => ({
  why: shortReason(reasons.join('; ')),
  ...(remedy === undefined ? {} : { remedy: shortReason(remedy) }),
});

/** Names and values that only some outcomes have, with what they do. */
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

/** Writes how a message, or a part of it, ended without being sent. */
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
    // Who could not read the message knows neither whom it was to nor who of them is suppressed.
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

/** Whether the id is that of another mail. */
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

/**
 * Records an outcome, unless its condition does not hold. A message that is held is kept for as
 * long as it may come back.
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
