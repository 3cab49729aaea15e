import type { Told } from './remedy.ts';
import { type BounceGroup, bounceGroups } from './told/bounces/bounce-groups.ts';

/** What is known of a bounce, a delay, a complaint or a rejection. */
export interface BounceFacts {
  /**
   * SES's type and subtype, such as `Permanent/General`, `MailboxFull`, `complaint/abuse`,
   * `reject/Bad content`, `renderingFailure`.
   */
  readonly reason?: string | undefined;
  /** What the receiver's server said: `smtp; 550 5.1.1 user unknown`. */
  readonly diagnostic?: string | undefined;
  /** Enhanced status code of the delivery status notification, if it is not in the diagnostic. */
  readonly status?: string | undefined;
  /** Domain of the recipient, or of the receiving server: it tells the provider. */
  readonly domain?: string | undefined;
}

/** The entry that a bounce belongs to. */
export interface BounceRemedy {
  /** Key in the table of errors. */
  readonly key: string;
  /** What to do; nothing of the bounce's own text. */
  readonly remedy: string;
}

/**
 * What to do about a bounce: by what SES says, then by the provider's codes and words, then by codes
 * that all servers use. Undefined when none of them says enough.
 */
export const remedyOfBounce = (facts: BounceFacts): BounceRemedy | undefined => {
  const clues = cluesOf(facts);
  for (const group of bounceGroups) {
    const found = Object.entries(group.told).find(([, told]) => fits(group, told, clues));
    if (found !== undefined)
      return { key: `${group.origin}/${group.prefix}${found[0]}`, remedy: found[1].remedy };
  }
  return undefined;
};

/** Providers whose codes mean what no other's mean. */
type Provider = 'gmail' | 'microsoft' | 'yahoo';

interface Clues {
  readonly text: string;
  /** SES's words: the whole reason, and each of its parts. */
  readonly words: readonly string[];
  readonly codes: readonly string[];
  readonly provider: Provider | undefined;
}

/** Characters of a diagnostic that are looked at. */
const longestText = 10_000;

const cluesOf = ({ reason = '', diagnostic = '', status, domain }: BounceFacts): Clues => {
  const text = diagnostic.slice(0, longestText);
  return {
    text,
    words: [reason, ...reason.split('/')].filter((word) => word !== ''),
    codes: smtpCodesOf(text, status),
    provider: providerOf(text, domain),
  };
};

const fits = ({ origin }: BounceGroup, { codes, text }: Told, clues: Clues): boolean => {
  if (origin === 'event') return isNamed(codes, clues.words) || text?.test(clues.text) === true;
  if (text?.test(clues.text) === true) return isFrom(origin, clues);
  const code = codes?.find((one) => clues.codes.includes(one));
  return code !== undefined && (isOwn(code) ? isFrom(origin, clues) : isOf(origin, clues));
};

const isNamed = (codes: readonly string[] = [], words: readonly string[]): boolean =>
  codes.some((code) => words.includes(code));

/** Whether the bounce is certainly that of the provider; codes of all receivers always fit. */
const isOf = (origin: string, { provider }: Clues): boolean =>
  origin === 'receiver' || provider === origin;

const isFrom = (origin: string, clues: Clues): boolean =>
  clues.provider === undefined || isOf(origin, clues);

/** Whether only one provider uses a code: the registry's details are below 100. */
const isOwn = (code: string): boolean => /^\d\.\d+\.\d{3}$/.test(code);

/** The marks that providers leave in their replies, and their domains. */
const marks: readonly (readonly [Provider, text: RegExp, domain: RegExp])[] = [
  ['gmail', /\bgsmtp\b|support\.google\.com/i, /(?:^|\.)(?:gmail|googlemail|google)\.com$/i],
  [
    'microsoft',
    /\.outlook\.com\b|sender\.office\.com|\(AS\d{4,}\)|\bAS\(\d{6,}\)|outlook\.com server|\bRESOLVER\.[A-Z]{3}\./i,
    /(?:^|\.)(?:outlook|hotmail|live|msn)\.[a-z.]{2,6}$/i,
  ],
  [
    'yahoo',
    /\byahoo(?:inc|dns)?\.(?:com|net)\b|\[TSS?\d\d\]/i,
    /(?:^|\.)(?:yahoo|ymail|aol|yahoodns)\.[a-z.]{2,6}$/i,
  ],
];

const providerOf = (text: string, domain: string | undefined): Clues['provider'] => {
  const marked = marks.find(([, mark]) => mark.test(text))?.[0];
  if (marked !== undefined || domain === undefined) return marked;
  return marks.find(([, , form]) => form.test(domain))?.[0];
};

const replyForm =
  /(?:^|[;:(]\s?|\bsaid:? |\b(?:response|reply|code|status)(?: code)?[:=]? )([45]\d\d)(?=[ ,-]|$)/i;
/** Not a part of an IP address. */
const enhancedForm = /(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?!\.?\d)/;

/**
 * Codes of a reply, as entries name them: `5.7.26`, `x.7.26`, `550`.
 *
 * @see RFC 5321 section 4.2, RFC 3463 section 2
 */
export const smtpCodesOf = (text: string, status?: string): readonly string[] => {
  const enhanced = enhancedForm.exec(text)?.[0] ?? enhancedForm.exec(status ?? '')?.[0];
  const reply = replyForm.exec(text)?.[1];
  return [
    ...(enhanced === undefined ? [] : [enhanced, `x${enhanced.slice(1)}`]),
    ...(reply === undefined ? [] : [reply]),
  ];
};
