import { suppressionReasons } from '../../../shared/suppression/suppression-entry.ts';
import { type Column, columns, type Row } from './row.ts';

/** Layout of a table: what its header, or the field names of an object, say about its columns. */
export interface Layout {
  /**
   * Whether the table is the pipeline's own, in which every column must be known, or another
   * program's, whose unknown columns are skipped.
   */
  readonly isOwn: boolean;
  readonly columns: readonly (Column | undefined)[];
}

const plain = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '');

/** Names of the columns in other programs' exports; compared without case, blanks and hyphens. */
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

/** Names of the reasons in other programs' exports. */
const otherReasons: Readonly<Record<string, Row['reason']>> = {
  hardbounce: 'bounce',
  manualsuppression: 'operator',
  spamcomplaint: 'complaint',
};

/**
 * The layout for these column names.
 *
 * @returns undefined when no column is the address
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
 * The layout of a table without a header, derived from its first row: addresses only, or an SES
 * import job with addresses and reasons.
 */
export const layoutWithoutHeader = (fields: readonly string[]): Layout | undefined => {
  if (fields.length === 1) return { isOwn: true, columns: ['address'] };
  const [, reason = ''] = fields;
  return fields.length === 2 && isReason(reason)
    ? { isOwn: true, columns: ['address', 'reason'] }
    : undefined;
};

/** Matches seconds since 1970, as SendGrid writes times. */
const toIso = (time: string): string =>
  /^\d{9,10}$/.test(time) ? new Date(Number(time) * 1000).toISOString() : time;

/**
 * The pipeline's name of a reason. Other text, such as the answer of a mail server, becomes the
 * detail of the row's default reason.
 */
const translated = ({ reason = '', since = '', ...row }: Row): Row => {
  const known = isReason(reason) ? reason : otherReasons[plain(reason)];
  return {
    ...row,
    since: toIso(since),
    ...(known === undefined ? { detail: row.detail ?? reason } : { reason: known }),
  };
};

/** The row that these fields form. */
export const rowIn = (layout: Layout, fields: readonly string[]): Row => {
  const row: Partial<Record<Column, string>> = {};
  layout.columns.forEach((column, index) => {
    // Two columns of another program may have the same meaning, and one of them may be empty.
    if (column !== undefined && !row[column]) row[column] = fields[index] ?? '';
  });
  return layout.isOwn ? row : translated(row);
};
