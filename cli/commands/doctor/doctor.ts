import { checks } from '../../../shared/health/checks.ts';
import { type Diagnosis, diagnose, linesOf } from '../../../shared/health/diagnose.ts';
import type { Finding } from '../../../shared/health/finding.ts';
import type { Observed } from '../../../shared/health/observed.ts';
import { type CommandIo, exitCodes } from '../../command-io.ts';
import { printFinding, printSummary } from './report.ts';

/** The options of `doctor`, as commander gives them. */
export interface DoctorOptions {
  readonly from?: string;
  /** Address of a name server, with an optional port. */
  readonly resolver?: string;
  /** False with `--no-canary`. */
  readonly canary: boolean;
  readonly all?: boolean;
  readonly json?: boolean;
}

export interface DoctorIo extends CommandIo {
  /** Looks at everything; never rejects. */
  readonly observe: () => Promise<Observed>;
}

/**
 * `ses-pipeline doctor`: what is wrong with the pipeline and its account, and what to do.
 *
 * @returns 0 when nothing fails, warnings or not; 3 when something fails; 1 when nothing could be
 *   examined: AWS accepts no credentials, or did not answer
 */
export const doctor = async (options: DoctorOptions, io: DoctorIo): Promise<number> => {
  const observed = await io.observe();
  const diagnoses = diagnose(checks, observed);
  if (options.json) printJson(diagnoses, io);
  else print(diagnoses, observed, options, io);
  return exitCodeOf(diagnoses, observed);
};

const printJson = (diagnoses: readonly Diagnosis[], io: DoctorIo): void => {
  for (const { check, findings } of diagnoses)
    for (const { remedy = null, followsFrom = null, ...finding } of findings)
      io.print(JSON.stringify({ ...finding, remedy, followsFrom, source: check.source }));
};

const print = (
  diagnoses: readonly Diagnosis[],
  { leftOut }: Observed,
  { all }: DoctorOptions,
  io: DoctorIo,
): void => {
  for (const diagnosis of diagnoses)
    for (const finding of all ? diagnosis.findings : linesOf(diagnosis))
      printFinding(finding, diagnosis.check, io);
  printSummary(findingsOf(diagnoses), leftOut, io);
};

const findingsOf = (diagnoses: readonly Diagnosis[]): readonly Finding[] =>
  diagnoses.flatMap(({ findings }) => findings);

const exitCodeOf = (diagnoses: readonly Diagnosis[], { caller }: Observed): number => {
  const findings = findingsOf(diagnoses);
  const isKnown = findings.some(({ status }) => status === 'ok');
  if (caller.kind === 'refused' || !isKnown) return exitCodes.failed;
  return findings.some(({ status }) => status === 'failure') ? exitCodes.wrong : exitCodes.fine;
};
