import { checkRecords } from '../../../shared/identities/check-record.ts';
import { isWithin, organisationalDomain } from '../../../shared/identities/dns-names.ts';
import type { WantedRecord } from '../../../shared/identities/ports.ts';
import { wantedRecords } from '../../../shared/identities/wanted-records.ts';
import { exitCodes } from '../../command-io.ts';
import { createTable } from '../../terminal/table.ts';
import { chooseDns, openDns } from './choose-dns.ts';
import { findCovering } from './find-covering.ts';
import type { IdentityIo } from './identity-io.ts';
import { readName } from './read-name.ts';
import { readReportsTo } from './read-reports-to.ts';
import { bindLines, queryLines, type RecordRow, recordRow, recordTtl } from './record-lines.ts';
import { route53Batch } from './route53-batch.ts';

export interface DnsOptions {
  readonly format: string;
  readonly zone?: string;
  readonly missing?: boolean;
  readonly queries?: boolean;
  readonly reportsTo?: string;
  readonly resolver?: readonly string[];
}

const formats = ['table', 'bind', 'route53', 'json'] as const;

type Format = (typeof formats)[number];

/**
 * `ses-pipeline identity dns DOMAIN`: the records that somebody adds at the DNS provider.
 *
 * @returns 0; 1 when DNS does not answer with `--missing`; 2 for invalid options; 3 when SES has no
 *   such domain
 */
export const showDnsRecords = async (
  text: string,
  options: DnsOptions,
  io: IdentityIo,
): Promise<number> => {
  const typed = readName(text, io);
  const format = formats.find((each) => each === options.format);
  const reportsTo = readReportsTo(options.reportsTo, io);
  if (format === undefined) io.printError(`A format is one of ${formats.join(', ')}.`);
  if (typed === undefined || format === undefined || reportsTo === 'invalid')
    return exitCodes.usage;
  const zone = (options.zone ?? organisationalDomain(typed.domain))
    .toLowerCase()
    .replace(/\.$/, '');
  if (!isWithin(typed.domain, zone)) {
    io.printError(`${typed.domain} is not in the zone ${zone}.`);
    return exitCodes.usage;
  }
  const identity = await findCovering({ ...typed, name: typed.domain }, io.identities);
  if (identity === undefined) {
    io.printError(
      `SES has no identity ${typed.domain} in ${io.region}. Make it: ses-pipeline identity create ${typed.domain}`,
    );
    return exitCodes.wrong;
  }
  if (identity.name !== typed.domain)
    io.printError(
      `${typed.domain} has no identity of its own: it is verified and signed by the records of ${identity.name}, which follow.`,
    );
  const wanted = wantedRecords(identity, { region: io.region, reportsTo });
  const chosen = options.missing ? await missingOf(wanted, identity.name, options, io) : wanted;
  if (typeof chosen === 'number') return chosen;
  print({ domain: identity.name, zone, records: chosen, format, options }, io);
  return exitCodes.fine;
};

const missingOf = async (
  records: readonly WantedRecord[],
  domain: string,
  options: DnsOptions,
  io: IdentityIo,
): Promise<readonly WantedRecord[] | number> => {
  const opened = openDns(options.resolver, io);
  if (typeof opened === 'number') return opened;
  const { fresh, doubt } = await chooseDns(domain, opened);
  if (doubt !== undefined) io.printError(doubt);
  const judgements = await checkRecords(records, fresh());
  const unanswered = judgements.filter(({ verdict }) => verdict === 'unanswered');
  for (const { record, problem } of unanswered) io.printError(`${record.name}: ${problem}`);
  if (unanswered.length > 0) {
    io.printError('It cannot be told which records are missing.');
    return exitCodes.failed;
  }
  const differing = judgements.filter(({ verdict }) => verdict === 'differs');
  for (const { record, problem, remedy } of differing)
    io.printError(`${record.type} ${record.name}: ${problem} ${remedy}`);
  return judgements.filter(({ verdict }) => verdict !== 'found').map(({ record }) => record);
};

interface Printed {
  readonly domain: string;
  readonly zone: string;
  readonly records: readonly WantedRecord[];
  readonly format: Format;
  readonly options: DnsOptions;
}

const print = ({ domain, zone, records, format, options }: Printed, io: IdentityIo): void => {
  if (options.queries) {
    for (const line of queryLines(records)) io.print(line);
    return;
  }
  switch (format) {
    case 'bind':
      for (const line of bindLines(records)) io.print(line);
      return;
    case 'route53':
      io.print(JSON.stringify(route53Batch(domain, records), null, 2));
      return;
    case 'json':
      io.print(
        JSON.stringify(
          records.map((record) => ({
            purpose: record.purpose,
            ...recordRow(record, zone),
            ttl: recordTtl,
            why: record.why,
          })),
        ),
      );
      return;
    case 'table':
      printTable(zone, records, io);
      return;
    default:
      format satisfies never;
  }
};

/** Records for a person who types them into the page of a DNS provider. */
export const printTable = (
  zone: string,
  records: readonly WantedRecord[],
  io: IdentityIo,
): void => {
  const table = createTable<RecordRow>(
    [
      { title: 'TYPE', of: ({ type }) => type },
      { title: 'NAME', of: ({ relative }) => relative },
      { title: 'VALUE', of: ({ priority, value }) => `${priority} ${value}`.trim() },
      { title: 'FULL NAME', of: ({ name }) => name },
    ],
    io,
  );
  for (const record of records) table.add(recordRow(record, zone));
  table.end();
  for (const line of records.length === 0 ? [] : hintsFor(zone, records)) io.printError(line);
};

const hintsFor = (zone: string, records: readonly WantedRecord[]): readonly string[] => [
  '',
  `Type NAME into the zone ${zone} at OVH, Cloudflare, GoDaddy, Route 53 and most others: they add .${zone} themselves. Where a full name is asked for, type FULL NAME.`,
  ...(records.some(({ type }) => type === 'CNAME')
    ? ['CNAME: no proxy and no flattening (Cloudflare: “DNS only”).']
    : []),
  ...(records.some(({ type }) => type === 'MX')
    ? ['MX: the number is the priority; many pages have a field of its own for it.']
    : []),
  ...(records.some(({ purpose }) => purpose === 'dmarc')
    ? [`DMARC: if ${zone} has a DMARC record already, keep it, and add no second one.`]
    : []),
  'No TXT record _amazonses is needed: that was the way before Easy DKIM.',
];
