import type { JudgeRule } from '../judge-rule.ts';
import { cannotJudge } from './cannot-judge.ts';

/**
 * Recipients that are suppressed for all tenants, for the tenant, or for its stream. They get
 * nothing; a mail that has no other ends as `suppressed`.
 *
 * @see docs/feedback.md
 */
export const suppressionRule: JudgeRule = ({ message, places }, { suppressed }) => {
  if (suppressed.kind === 'cannot-tell')
    return [
      cannotJudge(suppressed, {
        rule: 'suppressions',
        field: 'to',
        says: 'whether a recipient is suppressed',
        remedy: 'look it up: ses-pipeline suppressions check',
      }),
    ];
  const { recipients } = message;
  const listed = recipients.flatMap(({ canonical }) =>
    suppressed.fact.has(canonical) ? [places.get(canonical) ?? 'to'] : [],
  );
  const [field] = listed;
  if (field === undefined) return [];
  const areAll = listed.length === recipients.length;
  const names = listed.join(', ');
  return [
    {
      severity: areAll ? 'error' : 'warning',
      rule: 'suppressions',
      field,
      says: areAll
        ? `every recipient is suppressed, so nothing is sent: ${names}`
        : `${listed.length} of ${recipients.length} recipients ${listed.length === 1 ? 'is suppressed and gets' : 'are suppressed and get'} nothing: ${names}`,
      remedy: 'take them off the list, or take the suppression back where it is wrong',
    },
  ];
};
