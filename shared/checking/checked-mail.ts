import type { PlanContext } from '../enqueue/plan-email.ts';
import type { ReadCheckFacts } from './check-facts.ts';
import type { MailFinding } from './mail-finding.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What a check tells. */
export interface CheckedMail {
  /** Whether nothing was found that keeps the mail from being sent; to any of its destinations. */
  readonly valid: boolean;
  /** In the order of the rules; those of single destinations after those of all. */
  readonly findings: readonly MailFinding[];
}

export interface CheckPorts extends Omit<PlanContext, 'fitsSes'> {
  readonly readFacts: ReadCheckFacts;
  /**
   * Reasons for which the door refuses messages that it would go through, in the order of the
   * messages; absent where there is no door.
   */
  readonly readRefusals?: (messages: readonly Fields[]) => Promise<readonly (readonly string[])[]>;
  /** Most bytes of a message to several destinations as one message to each; default: any. */
  readonly mostUnfoldedBytes?: number;
}

export const checkedMail = (findings: readonly MailFinding[]): CheckedMail => ({
  valid: findings.every(({ severity }) => severity !== 'error'),
  findings,
});
