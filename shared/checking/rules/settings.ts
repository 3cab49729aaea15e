import { applySettings } from '../../tenants/apply-settings.ts';
import type { JudgeRule } from '../judge-rule.ts';
import { fromReason } from '../mail-finding.ts';
import { cannotJudge } from './cannot-judge.ts';

/**
 * What the settings of its tenant refuse: a sender that they do not allow, a subject, a mail without
 * From where they name none. The sender refuses the same.
 *
 * @see docs/tenants.md
 */
export const settingsRule: JudgeRule = ({ message }, { settings }) => {
  if (settings.kind === 'cannot-tell')
    return [
      cannotJudge(settings, {
        rule: 'settings',
        field: 'from',
        says: 'whether the settings of its tenant allow it',
        remedy: 'look at them: ses-pipeline tenants config show',
      }),
    ];
  const applied = applySettings(message, settings.fact);
  return applied.kind === 'refused'
    ? applied.reasons.map((reason) => fromReason('error', 'settings', reason))
    : [];
};
