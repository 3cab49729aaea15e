import { sesWords } from '../privacy/ses-words.ts';
import type { SesRefusal } from './ports.ts';

/**
 * An error answer of SES: its code (with or without the suffix `Exception`), its text, its HTTP
 * status.
 */
export interface SesError {
  readonly code: string;
  readonly message: string;
  readonly status: number | undefined;
}

interface Rule {
  readonly codes: readonly string[];
  /** Further condition on the text. */
  readonly text?: RegExp;
  readonly kind: SesRefusal['kind'];
  readonly remedy: string;
}

/**
 * What SES says and what to do about it, first match wins.
 *
 * The rate and the daily quota have one code and differ in their text only. SES writes some codes
 * with and some without the suffix `Exception`; rules name them without.
 * @see https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html
 * @see https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html
 */
const rules: readonly Rule[] = [
  {
    codes: ['Throttling', 'TooManyRequests', 'LimitExceeded'],
    text: /daily message quota exceeded/i,
    kind: 'quota',
    remedy:
      'Nothing: the message waits until the rolling 24 hours free some quota. Ask AWS for a higher sending quota if this happens often.',
  },
  {
    codes: [
      'Throttling',
      'TooManyRequests',
      'RequestThrottled',
      'RequestLimitExceeded',
      'LimitExceeded',
    ],
    kind: 'rate',
    remedy: 'Nothing: the message gets another slot, and the pipeline slows down.',
  },
  {
    codes: ['AccountSendingPaused', 'SendingPaused', 'AccountSuspended'],
    kind: 'paused',
    remedy:
      'Read the reason in the SES console (Account dashboard) and enable sending again; messages wait until then.',
  },
  {
    codes: ['ConfigurationSetSendingPaused'],
    kind: 'set-paused',
    remedy:
      'Enable sending for the configuration set (UpdateConfigurationSetSendingEnabled); messages wait until then.',
  },
  {
    codes: ['MessageRejected'],
    text: /^sending paused/i,
    kind: 'paused',
    remedy:
      'Read the reason in the SES console (Account dashboard) and enable sending again; messages wait until then.',
  },
  {
    codes: ['MessageRejected'],
    text: /^(?:email address is|identity .* is) not verified/i,
    kind: 'configuration',
    remedy:
      'Verify the sender in SES in this region. In the sandbox every recipient has to be verified too: ask AWS for production access. Then send the message again from the dead letters.',
  },
  {
    codes: ['MailFromDomainNotVerified'],
    kind: 'configuration',
    remedy:
      'Publish the MX record of the custom MAIL FROM domain, then send the message again from the dead letters.',
  },
  {
    codes: ['ConfigurationSetDoesNotExist'],
    kind: 'configuration',
    remedy:
      'Create the configuration set (it is part of the deployment), then send the message again from the dead letters.',
  },
  {
    codes: ['TemplateDoesNotExist', 'NotFound'],
    kind: 'configuration',
    remedy:
      'Create the SES template in this account and region, then send the message again from the dead letters.',
  },
  {
    codes: ['AccessDenied'],
    kind: 'configuration',
    remedy:
      "Allow the function's role to send with this identity and configuration set, then send the message again from the dead letters.",
  },
  {
    codes: [
      'SignatureDoesNotMatch',
      'InvalidClientTokenId',
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
    codes: [
      'MessageRejected',
      'InvalidParameterValue',
      'BadRequest',
      'ValidationError',
      'InvalidTemplate',
      'InvalidRenderingParameter',
      'MissingRenderingAttribute',
    ],
    kind: 'message',
    remedy: 'Correct the message and put it on the queue again.',
  },
];

/** It begins where a word begins, or it would be looked for from each letter of a long one. */
const addressLike = /(?<![^\s<>,;:"()[\]])[^\s<>,;:"()[\]]*@[^\s<>,;:"()[\]]+/g;
const quotedLocalPart = /"[^"]*"@[^\s<>,;]+/g;

/** The text with everything that looks like an address taken out. */
export const withoutAddresses = (text: string): string =>
  text.replace(quotedLocalPart, '<address>').replace(addressLike, '<address>');

/**
 * Codes after which it is certain that SES did not take the mail: it answered, and not with a 5xx.
 */
const isAnswered = (status: number | undefined): boolean =>
  status !== undefined && status >= 400 && status < 500;

/**
 * What an error of SES means for the message; undefined when it does not tell whether SES took the
 * mail (5xx, reset, time-out).
 */
export const refusalOf = (error: SesError): SesRefusal | undefined => {
  if (!isAnswered(error.status)) return undefined;
  const code = error.code.replace(/Exception$/, '');
  const rule = rules.find(
    (candidate) =>
      candidate.codes.includes(code) &&
      (candidate.text === undefined || candidate.text.test(error.message)),
  );
  return {
    kind: rule?.kind ?? 'message',
    code: error.code,
    cause: sesWords(error.message),
    remedy:
      rule?.remedy ??
      'Look the code up in the SES API reference, correct the cause, then send the message again from the dead letters.',
  };
};
