import { dnsName, organisationalDomain } from './dns-names.ts';
import { findDmarc } from './find-dmarc.ts';
import { asAbsent, asDifferent, asFound, asLine, asUnanswered } from './judgements.ts';
import { findMisplaced, misplacedText } from './misplaced-record.ts';
import type { AskDns, RecordJudgement, WantedRecord } from './ports.ts';
import { type Dmarc, readDmarc } from './read-dmarc.ts';

/** Judges DMARC: exactly one valid record, at the domain or at its organisational domain. */
export const checkDmarc = async (record: WantedRecord, ask: AskDns): Promise<RecordJudgement> => {
  const finding = await findDmarc(record.name.replace(/^_dmarc\./, ''), ask);
  switch (finding.kind) {
    case 'found':
      return asFound(
        record,
        [finding.record],
        [
          ...(finding.isInherited ? [`It is that of ${finding.at}, which applies here.`] : []),
          ...notesOn(finding.dmarc),
          ...(await notesOnForeign(finding.at, finding.dmarc, ask)),
        ],
      );
    case 'none':
      return checkMissing(record, finding.others, ask);
    case 'unanswered':
      return asUnanswered(record, finding.why, finding.at);
    case 'several':
      return asDifferent(
        record,
        finding.records.map((value) => asLine({ ...record, name: finding.at, value })),
        'There are several DMARC records; receivers then apply none of them.',
        'Keep one of them.',
      );
    case 'invalid':
      return asDifferent(
        record,
        [finding.record],
        `Receivers ignore the record: ${finding.problem}.`,
        `Correct it: ${asLine(record)}`,
      );
    default:
      return finding satisfies never;
  }
};

const notesOn = ({ reportsTo, spfAlignment }: Dmarc): readonly string[] => [
  ...(reportsTo.length === 0
    ? ['It has no rua: nobody gets the reports that show who sends as this domain.']
    : []),
  ...(spfAlignment === 'strict'
    ? ['aspf=s: SPF of the MAIL FROM subdomain does not count for DMARC, only DKIM does.']
    : []),
];

/** Most addresses of reports that are looked at. */
const mostAddresses = 3;

/**
 * Who gets reports about another's domain must say that it takes them; else receivers send none.
 *
 * @see RFC 7489 section 7.1
 */
const notesOnForeign = async (
  at: string,
  { reportsTo }: Dmarc,
  ask: AskDns,
): Promise<readonly string[]> => {
  const domain = at.replace(/^_dmarc\./, '');
  const hosts = reportsTo
    .slice(0, mostAddresses)
    .flatMap((uri) => /^mailto:[^@]+@(.+)$/i.exec(uri)?.[1] ?? [])
    .map(dnsName)
    .filter((host) => organisationalDomain(host) !== organisationalDomain(domain));
  const notes = [...new Set(hosts)].map(async (host) => {
    const name = `${domain}._report._dmarc.${host}`;
    const answer = await ask(name, 'TXT');
    return answer.kind === 'absent'
      ? [
          `Reports to ${host} are not sent until it has the record ${name} TXT "v=DMARC1" (RFC 7489 section 7.1).`,
        ]
      : [];
  });
  return (await Promise.all(notes)).flat();
};

const checkMissing = async (
  record: WantedRecord,
  others: readonly string[],
  ask: AskDns,
): Promise<RecordJudgement> => {
  const [almost] = others.filter((text) => /dmarc/i.test(text));
  if (almost !== undefined)
    return asDifferent(
      record,
      [almost],
      'Receivers ignore the record: it must begin with v=DMARC1; in capital letters.',
      `Correct it: ${asLine(record)}`,
    );
  const isDmarc = (text: string): boolean => readDmarc(text).kind === 'dmarc';
  const misplaced = await findMisplaced(record.name, 'TXT', isDmarc, ask);
  if (misplaced !== undefined) {
    const { problem, remedy } = misplacedText(misplaced);
    const there = misplaced.values.map((value) => asLine({ ...record, name: misplaced.at, value }));
    return asDifferent(record, there, problem, remedy);
  }
  return asAbsent(record, 'There is no DMARC record.', others);
};
