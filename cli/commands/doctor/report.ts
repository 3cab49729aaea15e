import type { Check } from '../../../shared/health/check.ts';
import type { Finding, Status } from '../../../shared/health/finding.ts';
import { type CommandIo, printable } from '../../command-io.ts';
import { paint, type Tone } from '../../terminal/paint.ts';

const marks: Readonly<Record<Status, { readonly word: string; readonly tone: Tone }>> = {
  ok: { word: 'ok', tone: 'good' },
  warning: { word: 'warning', tone: 'waiting' },
  failure: { word: 'failure', tone: 'bad' },
  'cannot-tell': { word: 'cannot tell', tone: 'waiting' },
  'not-applicable': { word: 'not here', tone: 'label' },
};

const markWidth = 11;
const checkWidth = 25;
const indent = ' '.repeat(markWidth + 2);

/** Prints a finding: one line, and under it what to do. */
export const printFinding = (
  { status, subject, says, remedy, followsFrom }: Finding,
  { id, source }: Check,
  { print, screen }: CommandIo,
): void => {
  const { word, tone } = marks[status];
  const about = subject === '' ? '' : `${printable(subject)}: `;
  print(
    `${paint(screen, tone, word.padEnd(markWidth))}  ${id.padEnd(checkWidth)} ${about}${printable(says)}`,
  );
  if (followsFrom !== undefined) {
    print(`${indent}follows from ${followsFrom}`);
    return;
  }
  if (remedy === undefined) return;
  print(`${indent}${printable(remedy.todo)}`);
  for (const line of remedy.show) print(`${indent}  ${paint(screen, 'heading', printable(line))}`);
  if (status !== 'cannot-tell') print(`${indent}${paint(screen, 'label', source)}`);
};

/** Prints how many findings there are of each kind. */
export const printSummary = (
  findings: readonly Finding[],
  leftOut: number,
  { print }: CommandIo,
): void => {
  const count = (status: Status): number =>
    findings.filter((finding) => finding.status === status && finding.followsFrom === undefined)
      .length;
  const parts = [
    several(count('failure'), 'failure'),
    several(count('warning'), 'warning'),
    `${count('cannot-tell')} not known`,
    `${count('ok')} well`,
  ];
  print('');
  print(`${parts.join(', ')}.`);
  if (leftOut > 0)
    print(
      `${leftOut} identities or tenants were left out: SES answers one call of a kind a second. Name a sender with --from.`,
    );
};

const several = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;
