import type { SesRefusal } from '../../ses-api/ports.ts';
import type { Told } from '../remedy.ts';
import { pauses, throttles } from './ses-codes.ts';
import {
  createSet,
  createTemplate,
  enableSending,
  enableSet,
  quotaFrees,
  slower,
  thenAgain,
} from './ses-remedies.ts';

/** One rule of the table: an error of SES, and what to do about it. */
export interface SesErrorRule extends Told {
  /** Rules with one key are one error in several forms. */
  readonly key: string;
  /** Applies only to mail that named an SES tenant. */
  readonly ofTenant?: true;
  readonly kind: SesRefusal['kind'];
  /** {@link SesRefusal.barred} */
  readonly barred?: 'account' | 'identity';
}

/**
 * Errors of SES's two APIs and what to do about them; the first match wins. The last rules are for
 * codes that no other rule names.
 *
 * Rate and daily quota have the same code and differ only in their text. SES writes some codes with
 * and some without the suffix `Exception`; rules name them without it. A mail of a joint request has
 * a status instead: rules name it as API v1 does (`AccountThrottled`).
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html
 * @see https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 */
export const sesErrors = [
  {
    key: 'daily-quota',
    codes: throttles,
    text: /daily message quota exceeded/i,
    kind: 'quota',
    remedy: quotaFrees,
  },
  {
    key: 'daily-quota',
    codes: ['AccountDailyQuotaExceeded'],
    kind: 'quota',
    remedy: quotaFrees,
  },
  { key: 'send-rate', codes: [...throttles, 'AccountThrottled'], kind: 'rate', remedy: slower },
  {
    key: 'set-paused',
    codes: ['ConfigurationSetSendingPaused'],
    kind: 'set-paused',
    remedy: enableSet,
  },
  {
    key: 'set-paused',
    codes: ['SendingPaused'],
    text: /configuration set/i,
    kind: 'set-paused',
    remedy: enableSet,
  },
  {
    key: 'tenant-paused',
    // Whatever else the text says: one tenant may not stop another.
    codes: ['SendingPaused'],
    text: /^(?!.{0,999}\bpaused for (?:this|your) account\b)/is,
    ofTenant: true,
    kind: 'tenant-paused',
    remedy:
      'Look at the reputation of the SES tenant (GetReputationEntity) and let it send again (UpdateReputationEntityCustomerManagedStatus); its messages wait until then.',
  },
  {
    key: 'account-paused',
    codes: pauses,
    kind: 'paused',
    barred: 'account',
    remedy: enableSending,
  },
  {
    key: 'account-paused',
    codes: ['MessageRejected'],
    text: /^sending paused/i,
    kind: 'paused',
    barred: 'account',
    remedy: enableSending,
  },
  {
    key: 'not-verified',
    codes: ['MessageRejected'],
    text: /^(?:email address is|identity .{1,320} is) not verified/i,
    kind: 'configuration',
    barred: 'identity',
    remedy:
      'Verify the sender in SES in this region. In the sandbox every recipient has to be verified too: ask AWS for production access. Then send the message again from the dead letters.',
  },
  {
    key: 'mail-from-not-verified',
    codes: ['MailFromDomainNotVerified'],
    kind: 'configuration',
    remedy: `Publish the MX record of the custom MAIL FROM domain, ${thenAgain}`,
  },
  {
    key: 'set-missing',
    codes: ['ConfigurationSetDoesNotExist', 'ConfigurationSetNotFound'],
    kind: 'configuration',
    remedy: createSet,
  },
  {
    key: 'set-missing',
    codes: ['NotFound', 'BadRequest'],
    text: /^configuration set .{1,99} does not exist/i,
    kind: 'configuration',
    remedy: createSet,
  },
  {
    key: 'tenant-missing',
    codes: ['NotFound'],
    text: /^tenant\b/i,
    ofTenant: true,
    kind: 'configuration',
    remedy: `Create the SES tenant in this account and region, or correct \`sesTenant\` in the item of the tenant in the tenants table, ${thenAgain}`,
  },
  {
    key: 'template-missing',
    codes: ['TemplateDoesNotExist', 'TemplateNotFound'],
    kind: 'configuration',
    remedy: createTemplate,
  },
  {
    key: 'template-missing',
    codes: ['NotFound'],
    text: /^template\b/i,
    kind: 'configuration',
    remedy: createTemplate,
  },
  {
    key: 'not-found',
    codes: ['NotFound', 'InvalidSendingPoolName'],
    kind: 'configuration',
    remedy: `Create what SES does not find (a template, a configuration set or its pool of addresses, a contact list or its topic) in this account and region, ${thenAgain}`,
  },
  {
    key: 'tenant-not-associated',
    codes: ['AccessDenied'],
    text: /^tenant not associated/i,
    ofTenant: true,
    kind: 'configuration',
    remedy: `Associate with the SES tenant all that the mail uses: the identity of its sender, the configuration set of its stream, its template (CreateTenantResourceAssociation); ${thenAgain}`,
  },
  {
    key: 'access-denied',
    codes: ['AccessDenied', 'NotAuthorized'],
    kind: 'configuration',
    remedy: `Allow the function's role to send with this identity and configuration set, ${thenAgain}`,
  },
  {
    key: 'signature',
    codes: ['SignatureDoesNotMatch', 'InvalidSignature', 'IncompleteSignature'],
    kind: 'paused',
    remedy:
      'Correct the credentials that sign: the secret has to be that of the access key id, copied whole, and the clock right; messages wait until then.',
  },
  {
    key: 'unknown-key',
    codes: ['InvalidClientTokenId', 'UnrecognizedClient'],
    kind: 'paused',
    remedy:
      'Correct the credentials: use an active access key or a role, and with temporary keys their session token; messages wait until then.',
  },
  {
    key: 'expired-token',
    codes: ['ExpiredToken', 'RequestExpired', 'MissingAuthenticationToken'],
    kind: 'paused',
    remedy: 'Renew the credentials, or correct the clock; messages wait until then.',
  },
  {
    key: 'not-subscribed',
    codes: ['OptInRequired', 'SubscriptionRequired'],
    kind: 'paused',
    remedy:
      'Sign the AWS account up for SES in this region, and see that its bills are paid; messages wait until then.',
  },
  {
    key: 'bad-message',
    codes: [
      'MessageRejected',
      'InvalidParameterValue',
      'InvalidParameter',
      'BadRequest',
      'ValidationError',
      'Validation',
      'InvalidTemplate',
      'InvalidRenderingParameter',
      'MissingRenderingAttribute',
    ],
    kind: 'message',
    remedy: 'Correct the message and put it on the queue again.',
  },
  {
    key: 'transient',
    codes: ['TransientFailure'],
    kind: 'later',
    remedy: 'Nothing: SES could not process this mail for the moment, and it is tried again.',
  },
  {
    key: 'unauthenticated',
    status: 401,
    kind: 'paused',
    remedy:
      'Look the code up in the SES API reference and correct the credentials that the sender uses; messages wait until then.',
  },
  {
    key: 'forbidden',
    status: 403,
    kind: 'configuration',
    remedy: `Look the code up in the SES API reference, permit what it asks for, ${thenAgain}`,
  },
  {
    key: 'missing',
    status: 404,
    kind: 'configuration',
    remedy: `Look the code up in the SES API reference, create what is missing, ${thenAgain}`,
  },
  {
    key: 'too-large',
    status: 413,
    kind: 'message',
    remedy:
      'Make the mail smaller and put it on the queue again: it is larger than SES accepts, or than a proxy or network endpoint in between accepts.',
  },
  { key: 'too-many', status: 429, kind: 'rate', remedy: slower },
] as const satisfies readonly SesErrorRule[];

/** Of a refusal that no rule is about. */
export const otherSesError = {
  key: 'refused',
  status: 400,
  kind: 'message',
  remedy:
    'Look the code up in the SES API reference, correct the cause, then send the message again from the dead letters.',
} as const satisfies SesErrorRule;

export type SesErrorKey = (typeof sesErrors)[number]['key'] | (typeof otherSesError)['key'];
