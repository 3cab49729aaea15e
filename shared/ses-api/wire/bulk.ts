import { invalidParameter, type Refusal } from './refusal.ts';
import { maxBulkEntries, type Submission, type Submitted } from './submission.ts';

/** A bulk of these mails; refused when it has none or too many. */
export const bulkOf = (submissions: readonly Submission[]): Submitted | Refusal => {
  const [first, ...others] = submissions;
  if (first === undefined) return invalidParameter('No destinations.');
  const recipients = submissions.reduce((sum, one) => sum + (one.destinations?.length ?? 0), 0);
  return submissions.length > maxBulkEntries || recipients > maxBulkEntries
    ? invalidParameter(`Recipient count exceeds ${maxBulkEntries}.`)
    : { kind: 'bulk', submissions: [first, ...others] };
};

/** Answer to one mail of a bulk. */
export type MailAnswer = { readonly kind: 'accepted'; readonly messageId: string } | Refusal;

/**
 * Status names in the answer to a bulk, for v1 and v2, by the code that the error has elsewhere.
 */
const statuses: ReadonlyMap<string, readonly [v1: string, v2: string]> = new Map([
  ['MessageRejected', ['MessageRejected', 'MESSAGE_REJECTED']],
  [
    'MailFromDomainNotVerifiedException',
    ['MailFromDomainNotVerified', 'MAIL_FROM_DOMAIN_NOT_VERIFIED'],
  ],
  ['ConfigurationSetDoesNotExist', ['ConfigurationSetDoesNotExist', 'CONFIGURATION_SET_NOT_FOUND']],
  ['TemplateDoesNotExist', ['TemplateDoesNotExist', 'TEMPLATE_NOT_FOUND']],
  ['AccountSendingPausedException', ['AccountSendingPaused', 'ACCOUNT_SENDING_PAUSED']],
  [
    'ConfigurationSetSendingPausedException',
    ['ConfigurationSetSendingPaused', 'CONFIGURATION_SET_SENDING_PAUSED'],
  ],
  ['InvalidParameterValue', ['InvalidParameterValue', 'INVALID_PARAMETER']],
  ['InternalFailure', ['TransientFailure', 'TRANSIENT_FAILURE']],
]);

const throttles = {
  rate: ['AccountThrottled', 'ACCOUNT_THROTTLED'],
  quota: ['AccountDailyQuotaExceeded', 'ACCOUNT_DAILY_QUOTA_EXCEEDED'],
} as const;

const suspended = ['AccountSuspended', 'ACCOUNT_SUSPENDED'] as const;

/**
 * Status of a refusal. Rate and quota share one code, and a suspended account shares that of a
 * rejected message, so the text decides.
 */
const statusOf = ({ code, message }: Refusal): readonly [v1: string, v2: string] => {
  if (code === 'Throttling')
    return /daily message quota/i.test(message) ? throttles.quota : throttles.rate;
  if (code === 'MessageRejected' && message.startsWith('Sending paused for this account'))
    return suspended;
  return statuses.get(code) ?? ['Failed', 'FAILED'];
};

/** One member of `Status` in the answer of SendBulkTemplatedEmail. */
export const queryBulkStatus = (answer: MailAnswer) =>
  answer.kind === 'accepted'
    ? { Status: 'Success', MessageId: answer.messageId }
    : { Status: statusOf(answer)[0], Error: answer.message };

/** One of `BulkEmailEntryResults` in the answer of SendBulkEmail. */
export const restBulkResult = (answer: MailAnswer) =>
  answer.kind === 'accepted'
    ? { Status: 'SUCCESS', MessageId: answer.messageId }
    : { Status: statusOf(answer)[1], Error: answer.message };
