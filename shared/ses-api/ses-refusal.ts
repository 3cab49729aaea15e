import { sesWords } from '../privacy/ses-words.ts';
import type { SesRefusal } from './ports.ts';
import { rulesOfStatus, sesErrorRules } from './ses-error-rules.ts';

/**
 * An error answer of SES: its code (with or without the suffix `Exception`), its text, its HTTP
 * status.
 */
export interface SesError {
  readonly code: string;
  readonly message: string;
  readonly status: number | undefined;
  /** The call named an SES tenant. */
  readonly isOfTenant?: boolean;
}

/**
 * What an error of SES means for the message; undefined when it does not tell whether SES took the
 * mail (5xx, reset, time-out).
 */
export const refusalOf = (error: SesError): SesRefusal | undefined => {
  if (!isAnswered(error.status)) return undefined;
  const code = error.code.replace(/Exception$/, '');
  const rule =
    sesErrorRules.find(
      (candidate) =>
        candidate.codes.includes(code) &&
        (candidate.text === undefined || candidate.text.test(error.message)) &&
        (candidate.ofTenant === undefined || error.isOfTenant === true),
    ) ?? rulesOfStatus[error.status ?? 0];
  return {
    kind: rule?.kind ?? 'message',
    code: error.code,
    cause: sesWords(error.message),
    remedy:
      rule?.remedy ??
      'Look the code up in the SES API reference, correct the cause, then send the message again from the dead letters.',
  };
};

/**
 * Codes after which it is certain that SES did not take the mail: it answered, and not with a 5xx.
 */
const isAnswered = (status: number | undefined): boolean =>
  status !== undefined && status >= 400 && status < 500;
