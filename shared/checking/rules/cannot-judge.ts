import type { Known } from '../../following/path-facts.ts';
import type { MailFinding } from '../mail-finding.ts';

/**
 * A rule that cannot be judged.
 *
 * @param finding - `says` is what cannot be told, without "cannot be told": `whether …`
 */
export const cannotJudge = (
  { why }: Extract<Known<unknown>, { kind: 'cannot-tell' }>,
  finding: Omit<MailFinding, 'severity'>,
): MailFinding => ({
  severity: 'unknown',
  ...finding,
  says: `${finding.says} cannot be told: ${why}`,
});
