import { suppressionReasons } from '../../../shared/suppression/suppression-entry.ts';
import { type Column, columns, type Row } from './row.ts';

/** A table of rows as its header, or the names of an object's fields, describes it. */
export interface Layout {
  /**
   * Ours, of which every column has to be known; or another program's, of which the others are
   * passed over.
   */
  readonly isOwn: boolean;
  readonly columns: readonly (Column | undefined)[];
}

const plain = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '');

/** What other programs call the columns, without case, blanks and hyphens. */
const otherNames: Readonly<Record<string, Column>> = {
  created: 'since',
  createdat: 'since',
  email: 'address',
  emailaddress: 'address',
  lastupdatetime: 'since',
  recipient: 'address',
  suppressionreason: 'reason',
};

const ownNames: ReadonlyMap<string, Column> = new Map(
  columns.map((column) => [column.toLowerCase(), column]),
);

/** What other programs call the reasons. */
const otherReasons: Readonly<Record<string, Row['reason']>> = {
  hardbounce: 'bounce',
  manualsuppression: 'operator',
  spamcomplaint: 'complaint',
};

/**
 * The layout that these names describe.
 *
 * @returns undefined when none of them is the address
 */
export const layoutOf = (names: readonly string[]): Layout | undefined => {
  const plainNames = names.map(plain);
  const found = plainNames.map((name) => ownNames.get(name) ?? otherNames[name]);
  return found.includes('address')
    ? { isOwn: plainNames.includes('address'), columns: found }
    : undefined;
};

const isReason = (text: string): boolean =>
  suppressionReasons.some((reason) => reason === text.toLowerCase());

/**
 * The layout of a table without a header by its first row: addresses alone, or those of an import
 * job of SES with their reasons.
 */
export const layoutWithoutHeader = (fields: readonly string[]): Layout | undefined => {
  if (fields.length === 1) return { isOwn: true, columns: ['address'] };
  const [, reason = ''] = fields;
  return fields.length === 2 && isReason(reason)
    ? { isOwn: true, columns: ['address', 'reason'] }
    : undefined;
};

/** Seconds since 1970, as SendGrid writes times. */
const toIso = (time: string): string =>
  /^\d{9,10}$/.test(time) ? new Date(Number(time) * 1000).toISOString() : time;

/**
 * A reason in our words; what is none, like the answer of a mail server, says more of the reason
 * that the row has anyway.
 */
const translated = ({ reason = '', since = '', ...row }: Row): Row => {
  const known = isReason(reason) ? reason : otherReasons[plain(reason)];
  return {
    ...row,
    since: toIso(since),
    ...(known === undefined ? { detail: row.detail ?? reason } : { reason: known }),
  };
};

/** A row of the table. */
export const rowIn = (layout: Layout, fields: readonly string[]): Row => {
  const row: Partial<Record<Column, string>> = {};
  layout.columns.forEach((column, index) => {
    // Two columns of another program may mean the same; one of them may be empty.
    if (column !== undefined && !row[column]) row[column] = fields[index] ?? '';
  });
  return layout.isOwn ? row : translated(row);
};
