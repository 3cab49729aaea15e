import { dnsName } from './dns-names.ts';
import { evaluateSpf, mostLookUps } from './evaluate-spf.ts';
import { asAbsent, asDifferent, asFound, asLine, asUnanswered } from './judgements.ts';
import { findMisplaced, misplacedText } from './misplaced-record.ts';
import type { AskDns, RecordJudgement, WantedRecord } from './ports.ts';
import { readSpf } from './read-spf.ts';

/** Judges the MX record of the MAIL FROM domain: exactly one, to the region's host. */
export const checkMailFromMx = async (
  record: WantedRecord,
  ask: AskDns,
): Promise<RecordJudgement> => {
  const answer = await ask(record.name, 'MX');
  if (answer.kind === 'unanswered') return asUnanswered(record, answer.why);
  if (answer.kind === 'absent') return checkMissing(record, isSameHost(record), ask);
  const there = answer.values.map(dnsName);
  const hosts = there.map(hostOf);
  const host = hostOf(record.value);
  if (hosts.length === 1 && hosts[0] === host) {
    const isAsWanted = there[0] === record.value;
    return asFound(
      record,
      there,
      isAsWanted ? [] : ['Its priority is another; that is no matter.'],
    );
  }
  return asDifferent(record, there, mxDifference(host, hosts), `Keep one: ${asLine(record)}`);
};

const hostOf = (value: string): string => value.split(/\s+/).at(-1) ?? '';

const isSameHost = (record: WantedRecord) => (value: string) =>
  hostOf(dnsName(value)) === hostOf(record.value);

const mxDifference = (host: string, hosts: readonly string[]): string => {
  if (hosts.includes(host))
    return 'There are further MX records at this name, and SES accepts only its own.';
  if (hosts.some((each) => each.startsWith(`${host}.`)))
    return 'The provider added the zone to the value: it must end in a dot there.';
  if (hosts.some((each) => /^feedback-smtp\..+\.amazonses\.com$/.test(each)))
    return 'It leads to SES in another region.';
  if (hosts.some((each) => /^inbound-smtp\./.test(each)))
    return 'It leads to the host with which SES receives mail, not to the one for bounces.';
  return 'Mail to this name goes elsewhere. A MAIL FROM domain must receive no other mail.';
};

/** Judges the SPF record of the MAIL FROM domain: exactly one, that permits SES to send. */
export const checkMailFromSpf = async (
  record: WantedRecord,
  ask: AskDns,
): Promise<RecordJudgement> => {
  const finding = await evaluateSpf(record.name, ask);
  switch (finding.kind) {
    case 'permits':
      return asFound(record, [finding.record]);
    case 'none':
      return checkMissing(record, isSpf, ask, finding.others);
    case 'unanswered':
      return asUnanswered(record, finding.why, finding.at);
    case 'several':
      return asDifferent(
        record,
        finding.records,
        'There are several SPF records; receivers then take none of them.',
        `Keep one record with include:amazonses.com: ${asLine(record)}`,
      );
    case 'invalid':
      return asDifferent(
        record,
        [finding.record],
        `Receivers cannot use it because of “${finding.term}”.`,
        `Correct it, or replace it: ${asLine(record)}`,
      );
    case 'too-many-look-ups':
      return asDifferent(
        record,
        [finding.record],
        `Receivers need more than ${mostLookUps} look-ups for it, and stop (RFC 7208 section 4.6.4).`,
        `Remove what does not send for this name: ${asLine(record)}`,
      );
    case 'does-not-permit':
      return asDifferent(
        record,
        [finding.record],
        'It does not permit SES to send.',
        'Add include:amazonses.com before its end (~all or -all).',
      );
    default:
      return finding satisfies never;
  }
};

const isSpf = (text: string): boolean =>
  readSpf(text).kind === 'spf' && text.includes('amazonses.com');

/** Why a record is missing: shadowed by a CNAME, put elsewhere, or simply not there. */
const checkMissing = async (
  record: WantedRecord,
  isIt: (value: string) => boolean,
  ask: AskDns,
  others: readonly string[] = [],
): Promise<RecordJudgement> => {
  const alias = await ask(record.name, 'CNAME');
  if (alias.kind === 'found')
    return asDifferent(
      record,
      alias.values.map((value) => `${record.name} CNAME ${value}`),
      'A CNAME record is at this name, and no other record can be beside it (RFC 1034 section 3.6.2).',
      'Remove the CNAME record, or choose another MAIL FROM domain (identity create --mail-from).',
    );
  const misplaced = await findMisplaced(record.name, record.type, isIt, ask);
  if (misplaced === undefined)
    return asAbsent(
      record,
      others.length === 0
        ? 'There is no such record.'
        : 'There are TXT records at this name, but none is SPF.',
      others,
    );
  const { problem, remedy } = misplacedText(misplaced);
  return asDifferent(
    record,
    misplaced.values.map((value) => asLine({ ...record, name: misplaced.at, value })),
    problem,
    remedy,
  );
};
