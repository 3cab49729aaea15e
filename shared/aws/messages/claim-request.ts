import type { Claim } from '../../messages/ports.ts';
import { claimNames, type MessageUpdate } from './message-rows.ts';
import { sameMail } from './same-mail.ts';

const written = [
  '#stream = :stream',
  'recipients = :recipients',
  'suppressed = :suppressed',
  'fingerprint = :fingerprint',
  '#lease = :lease',
  '#owner = :owner',
];

/** A claim for a call by SMTP says so; a later one for SES takes the mark away. */
const pathOf = ({ part, smtpMark }: Claim) => ({
  effects: smtpMark === undefined ? [] : ['#smtp = :smtp'],
  removed: smtpMark === undefined ? ', #smtp' : '',
  names: { '#smtp': `smtp${part}` },
  values: smtpMark === undefined ? {} : { ':smtp': smtpMark },
});

/** Note about the mail as it is claimed; a later claim of another mail takes it away. */
const noteOf = ({ lacksLink = false }: Claim) =>
  lacksLink
    ? { effects: ['noLinkAt = :now'], removed: '' }
    : { effects: [], removed: ', noLinkAt' };

const namesOf = ({ part }: Claim) => ({ '#stream': 'stream', ...claimNames(part) });

const valuesOf = (claim: Claim, expiresAt: number) => ({
  ':now': claim.nowMs,
  ':expiry': expiresAt,
  ':stream': claim.stream,
  ':recipients': claim.recipients,
  ':suppressed': claim.suppressed,
  ':fingerprint': claim.fingerprint,
  ':lease': claim.leaseUntilMs,
  ':owner': claim.owner,
  ':one': 1,
});

/**
 * Update that claims a message without an item, when one call carries all of it. That is nearly
 * every message, so the write is kept short.
 */
export const firstClaim = (claim: Claim, expiresAt: number): MessageUpdate => {
  const { effects, names, values } = pathOf(claim);
  const own = ['firstSeenAt = :now', 'expiresAt = :expiry', ...written, 'attempts = :one'];
  return {
    UpdateExpression: `SET ${[...own, ...noteOf(claim).effects, ...effects].join(', ')}`,
    ConditionExpression: 'attribute_not_exists(pk)',
    ExpressionAttributeNames: { ...namesOf(claim), ...(effects.length > 0 ? names : {}) },
    ExpressionAttributeValues: { ...valuesOf(claim, expiresAt), ...values },
  };
};

/**
 * Condition that the plan is unchanged. Not every engine compares lists, but a plan is only ever
 * replaced by one with more parts. When no plan is stored and something has begun, everything goes
 * in one call.
 */
const samePlan = ({ plan }: Claim): string => {
  const nothingBegun =
    'attribute_not_exists(#plan) AND attribute_not_exists(lease0) AND attribute_not_exists(sent0)';
  return plan === undefined
    ? 'attribute_not_exists(#plan)'
    : `(size(#plan) = :parts OR (${nothingBegun}))`;
};

/**
 * Condition that the part is in the state in which it was decided to send it. A claim that this run
 * has already written is recognised.
 */
const stillSo = ({ isTakenOver, unknownCalls }: Claim): string => {
  const free = isTakenOver ? '#lease < :settledBefore' : 'attribute_not_exists(#lease)';
  const counted = unknownCalls === 0 ? 'attribute_not_exists(#unknown)' : '#unknown = :unknown';
  return `((${free} AND ${counted}) OR #owner = :owner)`;
};

/**
 * Condition that SES has not refused the part for this copy of the message; a later copy is a new
 * try.
 */
const notRefused = '(attribute_not_exists(#refused) OR #refused < :copy)';

/**
 * Update that claims a part of any message, unless it is sent, claimed, or in another state than
 * the claimant assumes.
 */
export const furtherClaim = (claim: Claim, expiresAt: number): MessageUpdate => {
  const { part, plan, isTakenOver, unknownCalls } = claim;
  const path = pathOf(claim);
  const note = noteOf(claim);
  const effects = [
    'firstSeenAt = if_not_exists(firstSeenAt, :now)',
    'expiresAt = :expiry',
    ...written,
    ...(plan === undefined ? [] : ['#plan = if_not_exists(#plan, :plan)']),
    ...(isTakenOver ? ['#unknown = :unknownNow'] : []),
    ...note.effects,
    ...path.effects,
  ];
  return {
    UpdateExpression: `SET ${effects.join(', ')} REMOVE outcome, #refused, #refusal${path.removed}${note.removed} ADD attempts :one`,
    ConditionExpression: `attribute_not_exists(#sent) AND ${stillSo(claim)} AND ${samePlan(claim)} AND ${sameMail} AND ${notRefused}`,
    ExpressionAttributeNames: {
      ...namesOf(claim),
      ...path.names,
      '#sent': `sent${part}`,
      '#refused': `refused${part}`,
      '#refusal': `refusal${part}`,
      '#plan': 'plan',
      '#unknown': `unknown${part}`,
    },
    ExpressionAttributeValues: {
      ...valuesOf(claim, expiresAt),
      ...path.values,
      ...(isTakenOver
        ? { ':settledBefore': claim.nowMs - claim.settleMs, ':unknownNow': unknownCalls + 1 }
        : {}),
      ':copy': claim.copyMs,
      ...(unknownCalls === 0 ? {} : { ':unknown': unknownCalls }),
      ...(plan === undefined ? {} : { ':plan': plan, ':parts': plan.length }),
    },
    ReturnValues: 'ALL_NEW',
  };
};
