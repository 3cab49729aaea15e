import type { SesRefusal } from './ports.ts';

/** One rule of the table: an error of SES, and what to do about it. */
export interface SesErrorRule {
  /** Without the suffix `Exception`. */
  readonly codes: readonly string[];
  /** Condition on the error's text. */
  readonly text?: RegExp;
  /** Applies only to mail that named an SES tenant. */
  readonly ofTenant?: true;
  readonly kind: SesRefusal['kind'];
  /** {@link SesRefusal.barred} */
  readonly barred?: 'account' | 'identity';
  readonly remedy: string;
}

const throttles = [
  'Throttling',
  'TooManyRequests',
  'RequestThrottled',
  'RequestLimitExceeded',
  'LimitExceeded',
];
/** API v2 has the same code for a paused account, configuration set and tenant. */
const pauses = ['AccountSendingPaused', 'SendingPaused', 'AccountSuspended'];

const thenAgain = 'then send the message again from the dead letters.';
const enableSending =
  'Read the reason in the SES console (Account dashboard) and enable sending again; messages wait until then.';
const enableSet =
  'Enable sending for the configuration set (UpdateConfigurationSetSendingEnabled); messages wait until then.';
const createSet = `Create the configuration set (it is part of the deployment), ${thenAgain}`;

const createTemplate = `Create the SES template in this account and region, ${thenAgain}`;

/**
 * Errors of SES's two APIs and what to do about them; the first match wins.
 *
 * Rate and daily quota have the same code and differ only in their text. SES writes some codes with
 * and some without the suffix `Exception`; rules name them without it.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html
 * @see https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 */
export const sesErrorRules: readonly SesErrorRule[] = [
  {
    codes: throttles,
    text: /daily message quota exceeded/i,
    kind: 'quota',
    remedy:
      'Nothing: the message waits until the rolling 24 hours free some quota. Ask AWS for a higher sending quota if this happens often.',
  },
  {
    codes: throttles,
    kind: 'rate',
    remedy: 'Nothing: the message gets another slot, and the pipeline slows down.',
  },
  {
    codes: ['ConfigurationSetSendingPaused'],
    kind: 'set-paused',
    remedy: enableSet,
  },
  {
    codes: ['SendingPaused'],
    text: /configuration set/i,
    kind: 'set-paused',
    remedy: enableSet,
  },
  {
    // Whatever else the text says: one tenant may not stop another.
    codes: ['SendingPaused'],
    text: /^(?!.*\bpaused for (?:this|your) account\b)/is,
    ofTenant: true,
    kind: 'tenant-paused',
    remedy:
      'Look at the reputation of the SES tenant (GetReputationEntity) and let it send again (UpdateReputationEntityCustomerManagedStatus); its messages wait until then.',
  },
  {
    codes: pauses,
    kind: 'paused',
    barred: 'account',
    remedy: enableSending,
  },
  {
    codes: ['MessageRejected'],
    text: /^sending paused/i,
    kind: 'paused',
    barred: 'account',
    remedy: enableSending,
  },
  {
    codes: ['MessageRejected'],
    text: /^(?:email address is|identity .* is) not verified/i,
    kind: 'configuration',
    barred: 'identity',
    remedy:
      'Verify the sender in SES in this region. In the sandbox every recipient has to be verified too: ask AWS for production access. Then send the message again from the dead letters.',
  },
  {
    codes: ['MailFromDomainNotVerified'],
    kind: 'configuration',
    remedy: `Publish the MX record of the custom MAIL FROM domain, ${thenAgain}`,
  },
  {
    codes: ['ConfigurationSetDoesNotExist'],
    kind: 'configuration',
    remedy: createSet,
  },
  {
    codes: ['NotFound', 'BadRequest'],
    text: /^configuration set .* does not exist/i,
    kind: 'configuration',
    remedy: createSet,
  },
  {
    codes: ['NotFound'],
    text: /^tenant\b/i,
    ofTenant: true,
    kind: 'configuration',
    remedy: `Create the SES tenant in this account and region, or correct \`sesTenant\` in the item of the tenant in the tenants table, ${thenAgain}`,
  },
  {
    codes: ['TemplateDoesNotExist'],
    kind: 'configuration',
    remedy: createTemplate,
  },
  {
    codes: ['NotFound'],
    text: /^template\b/i,
    kind: 'configuration',
    remedy: createTemplate,
  },
  {
    codes: ['NotFound'],
    kind: 'configuration',
    remedy: `Create what SES does not find (a template, a configuration set, a contact list or its topic) in this account and region, ${thenAgain}`,
  },
  {
    codes: ['AccessDenied'],
    text: /^tenant not associated/i,
    ofTenant: true,
    kind: 'configuration',
    remedy: `Associate with the SES tenant all that the mail uses: the identity of its sender, the configuration set of its stream, its template (CreateTenantResourceAssociation); ${thenAgain}`,
  },
  {
    codes: ['AccessDenied', 'NotAuthorized'],
    kind: 'configuration',
    remedy: `Allow the function's role to send with this identity and configuration set, ${thenAgain}`,
  },
  {
    codes: [
      'SignatureDoesNotMatch',
      'InvalidSignature',
      'InvalidClientTokenId',
      'MissingAuthenticationToken',
      'ExpiredToken',
      'RequestExpired',
      'IncompleteSignature',
      'UnrecognizedClient',
    ],
    kind: 'paused',
    remedy:
      'Correct the credentials (or the clock) that the sender uses; messages wait until then.',
  },
  {
    codes: ['OptInRequired', 'SubscriptionRequired'],
    kind: 'paused',
    remedy:
      'Sign the AWS account up for SES in this region, and see that its bills are paid; messages wait until then.',
  },
  {
    codes: [
      'MessageRejected',
      'InvalidParameterValue',
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
];

/** Meaning, by HTTP status, of an error whose code is not in the table. */
export const rulesOfStatus: Readonly<Record<number, Pick<SesErrorRule, 'kind' | 'remedy'>>> = {
  401: {
    kind: 'paused',
    remedy:
      'Look the code up in the SES API reference and correct the credentials that the sender uses; messages wait until then.',
  },
  403: {
    kind: 'configuration',
    remedy: `Look the code up in the SES API reference, permit what it asks for, ${thenAgain}`,
  },
  404: {
    kind: 'configuration',
    remedy: `Look the code up in the SES API reference, create what is missing, ${thenAgain}`,
  },
  413: {
    kind: 'message',
    remedy:
      'Make the mail smaller and put it on the queue again: it is larger than SES accepts, or than a proxy or network endpoint in between accepts.',
  },
  429: {
    kind: 'rate',
    remedy: 'Nothing: the message gets another slot, and the pipeline slows down.',
  },
};
