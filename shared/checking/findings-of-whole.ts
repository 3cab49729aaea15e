import type { MailFinding } from './mail-finding.ts';

/** Findings about the mail to one destination. */
type OfOne = readonly MailFinding[];

/**
 * Findings about the mails of a message to several destinations as findings about that message: what
 * is found of all of them once, everything else with its place, `destinations[3].to[0]`.
 *
 * @param destinations - of the message, in the order of the findings
 */
export const findingsOfWhole = (
  destinations: unknown,
  findings: readonly OfOne[],
): readonly MailFinding[] => {
  const all: readonly unknown[] = Array.isArray(destinations) ? destinations : [];
  const isOfAll = sharedBy(findings);
  const shared: MailFinding[] = [];
  const single: MailFinding[] = [];
  for (const [index, ofOne] of findings.entries())
    for (const finding of ofOne) {
      if (isOfAll(finding, all[index])) shared.push(ofAllDestinations(finding));
      else single.push(ofDestination(finding, index));
    }
  return [...new Map(shared.map((finding) => [textOf(finding), finding])).values(), ...single];
};

const textOf = (finding: MailFinding): string => JSON.stringify(finding);

const isOfContract = ({ rule }: MailFinding): boolean => rule === 'contract';

/** A mail that breaks the contract is judged by no other rule, so it does not count for those. */
const sharedBy = (findings: readonly OfOne[]) => {
  const counts = new Map<string, number>();
  for (const text of findings.flatMap((ofOne) => [...new Set(ofOne.map(textOf))]))
    counts.set(text, (counts.get(text) ?? 0) + 1);
  const judged = findings.filter((ofOne) => !ofOne.some(isOfContract)).length;
  return (finding: MailFinding, destination: unknown): boolean =>
    (finding.severity === 'unknown' || !isGivenBy(destination, finding.field)) &&
    counts.get(textOf(finding)) === (isOfContract(finding) ? findings.length : judged);
};

/** Whether a field of a mail comes from its destination. */
const isGivenBy = (destination: unknown, field: string): boolean => {
  if (/^(?:to|cc|bcc|messageId)\b/.test(field)) return true;
  const [, part = '', name = ''] = /^(headers|tags|template\.data)\.(.+)$/s.exec(field) ?? [];
  const names = namesIn(destination, part === 'template.data' ? 'data' : part);
  return names.some((own) => isWithin(own.toLowerCase(), name.toLowerCase()));
};

/** `points` has `points.total` and `points[0]` in it. */
const isWithin = (own: string, name: string): boolean =>
  name.startsWith(own) && ['', '.', '['].includes(name.charAt(own.length));

const namesIn = (destination: unknown, part: string): readonly string[] => {
  const given =
    typeof destination === 'object' && destination !== null
      ? Reflect.get(destination, part)
      : undefined;
  return typeof given === 'object' && given !== null ? Object.keys(given) : [];
};

/** A finding about the recipients of all: the message itself has none. */
export const ofAllDestinations = (finding: MailFinding): MailFinding =>
  finding.field === 'to' ? { ...finding, field: 'destinations' } : finding;

/** A finding about one destination, by its number from 0. */
const ofDestination = (finding: MailFinding, index: number): MailFinding => {
  const place = `destinations[${index}]`;
  const field = finding.field.replace(/^template\.data\b/, 'data');
  return { ...finding, field: field === 'message' ? place : `${place}.${field}` };
};
