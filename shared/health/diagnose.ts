import { nameOfError } from '../system/name-of-error.ts';
import type { Check } from './check.ts';
import type { Finding, Judgement } from './finding.ts';
import type { Observed } from './observed.ts';

/** A check with its findings; none when there is no subject. */
export interface Diagnosis {
  readonly check: Check;
  readonly findings: readonly Finding[];
}

/**
 * Runs every check. A check that throws is a finding of its own, `cannot-tell`, and the others run.
 */
export const diagnose = (checks: readonly Check[], observed: Observed): readonly Diagnosis[] =>
  checks.map((check) => ({
    check,
    findings: judgementsOf(check, observed).map((judgement) => ({ ...judgement, check: check.id })),
  }));

const judgementsOf = (check: Check, observed: Observed): readonly Judgement[] => {
  try {
    return check.judge(observed);
  } catch (error) {
    const says = `the check itself failed (${nameOfError(error)})`;
    return [{ status: 'cannot-tell', subject: '', says }];
  }
};

/**
 * The lines of a report: everything that is not well, one line each, and one line for all that is
 * well.
 */
export const linesOf = ({ check, findings }: Diagnosis): readonly Finding[] => {
  const well = findings.filter(({ status }) => status === 'ok');
  const others = merged(findings.filter(({ status }) => status !== 'ok'));
  const [only] = well;
  if (only === undefined) return others;
  if (others.length > 0) return others;
  return well.length === 1
    ? [only]
    : [{ check: check.id, status: 'ok', subject: '', says: `${check.holds} (${well.length})` }];
};

/** What cannot be told of several subjects for the same reason is one line. */
const merged = (findings: readonly Finding[]): readonly Finding[] => {
  const lines: Finding[] = [];
  for (const finding of findings) {
    const isTold =
      (finding.status === 'cannot-tell' || finding.status === 'not-applicable') &&
      lines.some(({ status, says }) => status === finding.status && says === finding.says);
    if (!isTold) lines.push(finding);
  }
  return lines;
};
