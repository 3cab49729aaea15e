import { relativeName } from '../../../shared/identities/dns-names.ts';
import type { WantedRecord } from '../../../shared/identities/ports.ts';

/** Time to live of the records that are printed; s. */
export const recordTtl = 300;

/** Records as lines of a zone file, with names in full. */
export const bindLines = (records: readonly WantedRecord[]): readonly string[] =>
  records.map(
    ({ name, type, value }) => `${name}. ${recordTtl} IN ${type} ${zoneValue(type, value)}`,
  );

const zoneValue = (type: WantedRecord['type'], value: string): string => {
  switch (type) {
    case 'CNAME':
    case 'MX':
      return `${value}.`;
    case 'TXT':
      return quotedStrings(value);
    default:
      return type satisfies never;
  }
};

/** Longest string of a TXT record; bytes (RFC 1035 section 3.3). */
const longestString = 255;

/** A text as the quoted strings of a TXT record, as zone files and Route 53 write them. */
export const quotedStrings = (text: string): string => {
  const bytes = Buffer.from(text);
  const strings: string[] = [];
  for (let at = 0; at === 0 || at < bytes.length; at += longestString)
    strings.push(`"${[...bytes.subarray(at, at + longestString)].map(zoneCharacter).join('')}"`);
  return strings.join(' ');
};

/** Other bytes than printable ASCII are written as `\DDD` in decimal (RFC 1035 section 5.1). */
const zoneCharacter = (byte: number): string => {
  if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
  return byte >= 0x20 && byte < 0x7f
    ? String.fromCharCode(byte)
    : `\\${String(byte).padStart(3, '0')}`;
};

/** Lines that ask DNS for the records, for a shell and for Windows. */
export const queryLines = (records: readonly WantedRecord[]): readonly string[] =>
  records.flatMap(({ name, type }) => [
    `dig +short ${type} ${name}`,
    `nslookup -type=${type} ${name}`,
  ]);

/** A record as a page of a DNS provider asks for it. */
export interface RecordRow {
  readonly type: WantedRecord['type'];
  /** Within the zone, which most providers add: `_dmarc`; `@` for the zone itself. */
  readonly relative: string;
  readonly name: string;
  /** Only of MX. */
  readonly priority: string;
  readonly value: string;
}

export const recordRow = (record: WantedRecord, zone: string): RecordRow => {
  const [priority = '', host = ''] = record.value.split(' ');
  const isMx = record.type === 'MX';
  return {
    type: record.type,
    relative: relativeName(record.name, zone),
    name: record.name,
    priority: isMx ? priority : '',
    value: isMx ? host : record.value,
  };
};
