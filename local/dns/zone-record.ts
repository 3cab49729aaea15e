/** One DNS record of a zone. */
export interface ZoneRecord {
  /** Full name in lower case, without a closing dot; the first label may be `*`. */
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'CNAME' | 'MX' | 'NS' | 'TXT';
  /** An address, a name without a closing dot, `10 mx.example.com`, or the whole text. */
  readonly value: string;
}
