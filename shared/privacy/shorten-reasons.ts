/**
 * Number of reasons kept. Number and length of reasons are bounded, because they depend on what is
 * written in a message, a template or an item.
 */
const mostReasons = 60;
/** Length limit of one reason; bytes. */
const longestReason = 500;
/**
 * Size limit of all reasons as a JSON list; bytes. An item of the messages table and the attributes
 * of a dead letter have room for more.
 */
export const reasonsLimitBytes = 8_192;

/**
 * The first reasons that fit into `limitBytes` as a JSON list. When some are left out, the last
 * entry says how many. Empty when not even one fits.
 */
export const shortenReasons = (
  reasons: readonly string[],
  limitBytes: number = reasonsLimitBytes,
): readonly string[] => {
  const limit = Math.min(limitBytes, reasonsLimitBytes);
  const short = reasons.slice(0, mostReasons).map((reason) => shortened(reason, longestReason));
  for (let shown = short.length; shown > 0; shown -= 1) {
    const left = reasons.length - shown;
    const list = left === 0 ? short.slice(0, shown) : [...short.slice(0, shown), rest(left)];
    if (bytesOf(JSON.stringify(list)) <= limit) return list;
  }
  return [];
};

const bytesOf = (text: string): number => Buffer.byteLength(text, 'utf8');

/** Cuts a text to a number of bytes, never within a character. */
const shortened = (text: string, limit: number): string => {
  if (bytesOf(text) <= limit) return text;
  const ending = ' …';
  const kept = Buffer.from(text, 'utf8')
    .subarray(0, limit - bytesOf(ending))
    .toString('utf8');
  return `${kept.replace(/\uFFFD+$/, '')}${ending}`;
};

/** Size limit of the reason of one part; bytes. A message has up to 99 parts. */
const shortReasonBytes = 240;

/** A reason or remedy, cut to the size that is stored with a part of a message. */
export const shortReason = (reason: string): string => shortened(reason, shortReasonBytes);

const rest = (count: number): string =>
  `and ${count.toLocaleString('en-US')} more ${count === 1 ? 'reason' : 'reasons'}; correct these first`;
