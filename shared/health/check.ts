import { findRemedy } from '../remedies/find-remedy.ts';
import type { Judgement } from './finding.ts';
import type { Observation } from './observation.ts';
import type { Observed } from './observed.ts';

/** A check: a rule about what was observed, with no way to look further. */
export interface Check {
  /** Name in the report, in `--json` and in docs/doctor.md. */
  readonly id: string;
  /** What it finds, as a noun phrase. */
  readonly finds: string;
  /** What is true when nothing is wrong, for a report of several subjects in one line. */
  readonly holds: string;
  /** Calls that it rests on, as IAM names them; or DNS. */
  readonly reads: readonly string[];
  /** Page that says why. */
  readonly source: string;
  /** One judgement a subject; none where there is no subject. */
  readonly judge: (observed: Observed) => readonly Judgement[];
}

/** Judges a value that was observed; says why it cannot be told when it was not. */
export const judged = <Value>(
  observation: Observation<Value>,
  subject: string,
  judge: (value: Value) => Judgement | readonly Judgement[],
): readonly Judgement[] => {
  if (observation.kind !== 'known') return [unknown(observation, subject)];
  const judgement = judge(observation.value);
  return 'status' in judgement ? [judgement] : judgement;
};

const unknown = (
  observation: Exclude<Observation<unknown>, { readonly kind: 'known' }>,
  subject: string,
): Judgement => {
  switch (observation.kind) {
    case 'not-permitted':
      return {
        status: 'cannot-tell',
        subject,
        says: `you are not allowed to call ${observation.action}`,
        remedy: { todo: `Ask for the permission ${observation.action}.`, show: [] },
      };
    case 'unanswered':
      return {
        status: 'cannot-tell',
        subject,
        says: `${observation.action} was not answered (${observation.code})`,
        remedy: { todo: 'Run doctor again.', show: [] },
      };
    case 'refused':
      return {
        status: 'cannot-tell',
        subject,
        says: `${observation.action} answered ${observation.code}`,
        ...remedyOf(observation.code),
      };
    case 'not-applicable':
      return { status: 'not-applicable', subject, says: observation.reason };
    default:
      return observation satisfies never;
  }
};

/** What the table of errors says of a code; nothing where it says nothing. */
const remedyOf = (code: string): Pick<Judgement, 'remedy'> => {
  const todo = findRemedy({ codes: [code], texts: [] })?.remedy;
  return todo === undefined ? {} : { remedy: { todo, show: [] } };
};
