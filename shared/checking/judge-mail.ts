import type { JudgeRule } from './judge-rule.ts';
import { fromReason } from './mail-finding.ts';
import { budgetRule } from './rules/budget.ts';
import { pauseRule } from './rules/pause.ts';
import { freemailRule, oneFromRule } from './rules/receivers.ts';
import { alignmentRule, identityRule } from './rules/sender.ts';
import { settingsRule } from './rules/settings.ts';
import { sizeRule } from './rules/size.ts';
import { suppressionRule } from './rules/suppressions.ts';
import { unsubscribeRule } from './rules/unsubscribe.ts';

/** Judges a valid message by every rule, in their order. Pure: the same facts give the same answer. */
export const judgeMail: JudgeRule = (mail, facts) => rules.flatMap((rule) => rule(mail, facts));

const doorRule: JudgeRule = (_, { refusals }) =>
  refusals.map((reason) => fromReason('error', 'door', reason));

const rules: readonly JudgeRule[] = [
  doorRule,
  settingsRule,
  suppressionRule,
  identityRule,
  alignmentRule,
  pauseRule,
  budgetRule,
  sizeRule,
  oneFromRule,
  freemailRule,
  unsubscribeRule,
];
