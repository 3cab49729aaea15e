import { sesWords } from '../privacy/ses-words.ts';
import type { SesRefusal } from './ports.ts';
import { rulesOfStatus, sesErrorRules } from './ses-error-rules.ts';

/** An error answer of SES: code (with or without the suffix `Exception`), text and HTTP status. */
export interface SesError {
  readonly code: string;
  readonly message: string;
  readonly status: number | undefined;
  /** The call named an SES tenant. */
  readonly isOfTenant?: boolean;
}

/**
 * Meaning of an SES error for the message; undefined when it leaves open whether SES accepted the
 * mail (5xx, reset, time-out).
 */
export const refusalOf = (error: SesError): SesRefusal | undefined => {
  if (!isAnswered(error.status)) return undefined;
  const code = error.code.replace(/Exception$/, '');
  const known = sesErrorRules.find(
    (candidate) =>
      candidate.codes.includes(code) &&
      (candidate.text === undefined || candidate.text.test(error.message)) &&
      (candidate.ofTenant === undefined || error.isOfTenant === true),
  );
  const rule = known ?? rulesOfStatus[error.status ?? 0];
  return {
    kind: rule?.kind ?? 'message',
    ...(known?.barred === undefined ? {} : { barred: known.barred }),
    code: error.code,
    cause: sesWords(error.message),
    remedy:
      rule?.remedy ??
      'Look the code up in the SES API reference, correct the cause, then send the message again from the dead letters.',
  };
};

/** Whether it is certain that SES did not accept the mail: it answered, and not with a 5xx. */
const isAnswered = (status: number | undefined): boolean =>
  status !== undefined && status >= 400 && status < 500;
