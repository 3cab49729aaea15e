import { sesWords } from '../privacy/ses-words.ts';
import { otherSesError, type SesErrorRule, sesErrors } from '../remedies/told/ses-errors.ts';
import type { SesRefusal } from './ports.ts';

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
  const { kind, barred, remedy } = ruleOf(error);
  return {
    kind,
    ...(barred === undefined ? {} : { barred }),
    code: error.code,
    cause: sesWords(error.message),
    remedy,
  };
};

/** Whether it is certain that SES did not accept the mail: it answered, and not with a 5xx. */
const isAnswered = (status: number | undefined): boolean =>
  status !== undefined && status >= 400 && status < 500;

const rules: readonly SesErrorRule[] = sesErrors;

const ruleOf = ({ code, message, status, isOfTenant }: SesError): SesErrorRule => {
  const name = code.replace(/Exception$/, '');
  return (
    rules.find(
      ({ codes, text, ofTenant }) =>
        codes?.includes(name) === true &&
        (text === undefined || text.test(message)) &&
        (ofTenant === undefined || isOfTenant === true),
    ) ??
    rules.find((rule) => rule.status === status) ??
    otherSesError
  );
};
