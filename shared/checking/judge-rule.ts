import type { ValidMessage } from '../email/valid-message.ts';
import type { CheckFacts } from './check-facts.ts';
import type { MailFinding } from './mail-finding.ts';

/** A message that satisfies the contract. */
export interface JudgedMail {
  readonly message: ValidMessage;
  /** Field of each recipient, by canonical address: `to[1]`. */
  readonly places: ReadonlyMap<string, string>;
}

/** A rule of a check. It finds nothing where nothing is wrong. */
export type JudgeRule = (mail: JudgedMail, facts: CheckFacts) => readonly MailFinding[];
