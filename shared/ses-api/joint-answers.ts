import type { SendAnswer } from './ports.ts';
import { refusalOf } from './ses-refusal.ts';

/** What SES says of one mail of a joint request. */
export interface JointResult {
  readonly Status?: string | undefined;
  readonly MessageId?: string | undefined;
  readonly Error?: string | undefined;
}

/**
 * Answers to the mails of a joint request, in their order.
 *
 * Only what SES says of each mail counts: a `SUCCESS` without a message id, a refusal with one, or a
 * status that nobody knows leaves open what became of the mail. Where SES has more or fewer results
 * than there are mails, no result can be matched, and the outcome of all is unknown.
 */
export const jointAnswersOf = (
  results: readonly JointResult[],
  mails: number,
): readonly SendAnswer[] =>
  results.length === mails
    ? results.map(answerOf)
    : Array.from({ length: mails }, () => ({
        kind: 'unknown',
        detail: `SES gave ${results.length} results for ${mails} mails.`,
      }));

const answerOf = ({ Status = '', MessageId, Error: message = '' }: JointResult): SendAnswer => {
  if (Status === 'SUCCESS' && MessageId !== undefined && MessageId !== '')
    return { kind: 'accepted', sesMessageId: MessageId };
  const refusal =
    MessageId === undefined && refusals.has(Status)
      ? refusalOf({ code: codeOf(Status), message, status: 400 })
      : undefined;
  return refusal === undefined
    ? { kind: 'unknown', detail: `SES answered ${statusOf(Status)} for the mail.` }
    : { kind: 'refused', refusal };
};

/**
 * Statuses that say that SES did not take the mail. The reference names two of them in two ways.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_BulkEmailEntryResult.html
 */
const refusals: ReadonlySet<string> = new Set([
  'MESSAGE_REJECTED',
  'MAIL_FROM_DOMAIN_NOT_VERIFIED',
  'CONFIGURATION_SET_NOT_FOUND',
  'CONFIGURATION_SET_DOES_NOT_EXIST',
  'TEMPLATE_NOT_FOUND',
  'TEMPLATE_DOES_NOT_EXIST',
  'ACCOUNT_SUSPENDED',
  'ACCOUNT_THROTTLED',
  'ACCOUNT_DAILY_QUOTA_EXCEEDED',
  'INVALID_SENDING_POOL_NAME',
  'ACCOUNT_SENDING_PAUSED',
  'CONFIGURATION_SET_SENDING_PAUSED',
  'INVALID_PARAMETER',
  'INVALID_PARAMETER_VALUE',
  'TRANSIENT_FAILURE',
  'FAILED',
]);

/** The code that the table of SES's errors has: `AccountThrottled` for `ACCOUNT_THROTTLED`. */
const codeOf = (status: string): string =>
  status.toLowerCase().replace(/(?:^|_)([a-z])/g, (_, first: string) => first.toUpperCase());

/** A status for a log: nothing but letters. */
const statusOf = (status: string): string => /^[A-Z_]{1,60}$/.exec(status)?.[0] ?? 'an odd status';
