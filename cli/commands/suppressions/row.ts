import { mailboxCanonical, readForeignMailbox } from '../../../shared/email/address.ts';
import { isScope } from '../../../shared/suppression/scopes.ts';
import {
  type SuppressionEntry,
  type SuppressionReason,
  suppressionReasons,
} from '../../../shared/suppression/suppression-entry.ts';

/** Columns of an export, in order; an import must have `address` and may have any of the others. */
export const columns = [
  'address',
  'scope',
  'reason',
  'detail',
  'source',
  'by',
  'since',
  'expiresAt',
] as const;

export type Column = (typeof columns)[number];

export type Row = Readonly<Partial<Record<Column, string>>>;

/** Default values of an imported row. */
export interface RowDefaults {
  readonly scope: string;
  readonly reason: SuppressionReason;
  readonly by: string;
  readonly why: string;
  /** Epoch milliseconds. */
  readonly nowMs: number;
}

/**
 * An entry, or its problem, which says what is wrong and what to do and contains no value of the
 * row.
 */
export type RowReading =
  | { readonly kind: 'entry'; readonly entry: SuppressionEntry }
  | { readonly kind: 'bad'; readonly problem: string };

const bad = (problem: string): RowReading => ({ kind: 'bad', problem });

/** Accepts SES's own names, too. */
const reasonOf = (text: string): SuppressionReason | undefined =>
  suppressionReasons.find((reason) => reason === text.toLowerCase());

/** Matches `@example.org` and `*@example.org`, by which other programs mean a domain. */
export const namesWholeDomain = (address: string): boolean => /^\*?@|<\*?@/.test(address.trim());

/** The problem of such an address. */
export const wholeDomain =
  'stands for a whole domain, and the list holds single addresses; write each, like name@domain';

const isoForm = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d))?$/;

/** Parses a day, or an instant with its zone, into epoch milliseconds. */
export const readTime = (text: string): number | undefined => {
  const atMs = isoForm.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs) ? undefined : atMs;
};

const given = (text: string | undefined): string | undefined =>
  text === undefined || text === '' ? undefined : text;

/** An address of a file in canonical form, or its problem. */
export type AddressReading =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'bad'; readonly problem: string };

export const readAddress = (text: string | undefined): AddressReading => {
  const address = given(text);
  if (address === undefined) return { kind: 'bad', problem: 'has no address' };
  if (address.includes('\ufffd')) return { kind: 'bad', problem: 'is not UTF-8; convert the file' };
  if (namesWholeDomain(address)) return { kind: 'bad', problem: `its address ${wholeDomain}` };
  const reading = readForeignMailbox(address);
  return reading.kind === 'unreadable'
    ? { kind: 'bad', problem: `its address ${reading.problem}` }
    : { kind: 'address', address: mailboxCanonical(reading.mailbox) };
};

/** Converts a row of a file into an entry; its address becomes canonical. */
export const readRow = (row: Row, defaults: RowDefaults): RowReading => {
  const reading = readAddress(row.address);
  if (reading.kind === 'bad') return reading;
  const scope = given(row.scope) ?? defaults.scope;
  if (!isScope(scope))
    return bad('has a scope that does not exist; write *, tenant#ID or tenant#ID#stream#NAME');
  const reason = given(row.reason) === undefined ? defaults.reason : reasonOf(row.reason ?? '');
  if (reason === undefined)
    return bad(`has a reason that does not exist; write one of ${suppressionReasons.join(', ')}`);
  const sinceMs = given(row.since) === undefined ? defaults.nowMs : readTime(row.since ?? '');
  const expiresAtMs =
    given(row.expiresAt) === undefined ? undefined : readTime(row.expiresAt ?? '');
  if (sinceMs === undefined || (given(row.expiresAt) !== undefined && expiresAtMs === undefined))
    return bad('has a time that cannot be read; write 2026-03-01 or 2026-03-01T09:00:00Z');
  if ((reason === 'soft-bounce' || reason === 'validation') && expiresAtMs === undefined)
    return bad(`is a ${reason.replace('-', ' ')} without an end; give it expiresAt`);
  return {
    kind: 'entry',
    entry: {
      address: reading.address,
      scope,
      reason,
      detail: given(row.detail) ?? defaults.why,
      source: given(row.source) ?? `operator:${defaults.by}`,
      by: given(row.by) ?? defaults.by,
      sinceMs: Math.min(sinceMs, defaults.nowMs),
      expiresAtMs,
    },
  };
};

const iso = (epochMs: number): string => new Date(epochMs).toISOString();

/** The row of an entry, with null for missing values. */
export const toRow = ({
  address,
  scope,
  reason,
  detail,
  source,
  by,
  sinceMs,
  expiresAtMs,
}: SuppressionEntry) => ({
  address,
  scope,
  reason,
  detail,
  source,
  by: by ?? null,
  since: iso(sinceMs),
  expiresAt: expiresAtMs === undefined ? null : iso(expiresAtMs),
});
