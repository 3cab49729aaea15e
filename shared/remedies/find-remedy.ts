import type { Origin, Recognition, Remedy } from './remedy.ts';
import { remedyTable } from './remedy-table.ts';

/** What is known of an error. */
export interface ErrorFacts {
  /** Who said it, where that is known. */
  readonly origin?: Origin | undefined;
  /** Codes that it may have, with or without the suffix `Exception`. */
  readonly codes?: readonly string[];
  /** Its text, or several parts of it, each of which may be the text that an entry is about. */
  readonly texts?: readonly string[];
  /** HTTP status. */
  readonly status?: number | undefined;
}

/**
 * The entry that an error belongs to; undefined when the table does not know it. Bounces have codes
 * of their own: see `remedyOfBounce`.
 */
export const findRemedy = (facts: ErrorFacts): Remedy | undefined => {
  const codes = (facts.codes ?? []).map(bareCode);
  const texts = (facts.texts ?? []).map((text) => text.slice(0, longestText));
  return (
    errors().find(({ origin, forms }) =>
      forms.some((form) => isAbout(form, codes, texts) && isOf(origin, form, codes, facts)),
    ) ?? refusedBySes(facts)
  );
};

/** The entry of a key; undefined when there is none. */
export const remedyNamed = (key: string): Remedy | undefined =>
  remedyTable().find((entry) => entry.key === key);

/** Characters of a text that are looked at. */
const longestText = 10_000;

/** A code as entries name it: without a namespace before `#`, and without `Exception`. */
const bareCode = (code: string): string =>
  code.slice(code.lastIndexOf('#') + 1).replace(/(?<=.)Exception$/, '');

const bounces: readonly Origin[] = ['event', 'gmail', 'microsoft', 'yahoo', 'receiver'];

const errors = (): readonly Remedy[] =>
  remedyTable().filter(({ origin }) => !bounces.includes(origin));

const isAbout = (
  { codes: known, text, ofTenant }: Recognition,
  codes: readonly string[],
  texts: readonly string[],
): boolean =>
  (known !== undefined || text !== undefined) &&
  (known === undefined || known.map(bareCode).some((code) => codes.includes(code))) &&
  (text === undefined || texts.some((one) => text.test(one))) &&
  (ofTenant === undefined || texts.some((one) => /\btenant\b/i.test(one)));

/**
 * Whether a form that fits is the error of this service. A code that several services use tells
 * nothing where the service is not known.
 */
const isOf = (
  origin: Origin,
  { codes: known = [], text, isCommon }: Recognition,
  codes: readonly string[],
  { origin: asked }: ErrorFacts,
): boolean => {
  if (origin === asked || shared.includes(origin)) return true;
  if (isCommon === true) return false;
  if (text !== undefined) return known.length === 0 || asked === undefined;
  return known.map(bareCode).some((code) => codes.includes(code) && !isAmbiguous(code));
};

/** Origins whose entries are about any service. */
const shared: readonly Origin[] = ['aws', 'network'];

const isAmbiguous = (code: string): boolean =>
  new Set(
    errors()
      .filter(({ forms }) => forms.some(({ codes = [] }) => codes.map(bareCode).includes(code)))
      .map(({ origin }) => origin),
  ).size > 1;

/** What is left of a refusal of SES whose code the table does not know: its HTTP status. */
const refusedBySes = ({ origin, status }: ErrorFacts): Remedy | undefined => {
  if (origin !== 'ses' || status === undefined || status < 400 || status >= 500) return undefined;
  const byStatus = errors().filter(({ forms }) => forms.some((form) => form.status !== undefined));
  return (
    byStatus.find(({ forms }) => forms.some((form) => form.status === status)) ??
    remedyNamed('ses/refused')
  );
};
