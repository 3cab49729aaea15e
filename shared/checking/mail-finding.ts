/** Rules of a check, in the order of their findings; docs/checking.md says what each looks at. */
export const checkRules = [
  'contract',
  'door',
  'settings',
  'suppressions',
  'identity',
  'alignment',
  'pause',
  'budget',
  'size',
  'from',
  'freemail',
  'unsubscribe',
] as const;

export type CheckRule = (typeof checkRules)[number];

/**
 * What a check finds about a mail. No text of it contains a value of the message.
 *
 * - `error`: it would not be sent, or to nobody.
 * - `warning`: it would be sent later, to some, or in a way that receivers refuse or distrust.
 * - `unknown`: the rule could not be judged.
 */
export interface MailFinding {
  readonly severity: 'error' | 'warning' | 'unknown';
  readonly rule: CheckRule;
  /** Field of the message: `to[1]`, `headers.List-Unsubscribe`; `message` for the whole. */
  readonly field: string;
  readonly says: string;
  readonly remedy: string;
}

/** A finding in one line, as the reasons of an invalid message are written. */
export const lineOf = ({ field, says, remedy }: MailFinding): string =>
  `${field}: ${says}; ${remedy}`;

const reasonForm = /^(?<field>.+?): (?<says>.+?)(?:; (?<remedy>.+))?$/su;

/** A reason in its parts: where, what is wrong, and what to do where that is not plain from it. */
export const fromReason = (
  severity: MailFinding['severity'],
  rule: CheckRule,
  reason: string,
): MailFinding => {
  const { field = 'message', says = reason, remedy } = reasonForm.exec(reason)?.groups ?? {};
  return { severity, rule, field, says, remedy: remedy ?? 'correct it' };
};
