/**
 * Whoever writes a message, a template or an item decides how long a reason is; of so many, and so
 * long ones, each is told.
 */
const mostReasons = 60;
const longestReason = 500;
/**
 * Of all of them as JSON. A row of the messages table and the attributes of a dead letter hold
 * more.
 */
export const reasonsLimitBytes = 8_192;

const bytesOf = (text: string): number => Buffer.byteLength(text, 'utf8');

/** Cuts a text where a character ends. */
const shortened = (text: string, limit: number): string => {
  if (bytesOf(text) <= limit) return text;
  const ending = ' …';
  const kept = Buffer.from(text, 'utf8')
    .subarray(0, limit - bytesOf(ending))
    .toString('utf8');
  return `${kept.replace(/\uFFFD+$/, '')}${ending}`;
};

/** Kept of one of up to 99 parts. */
const shortReasonBytes = 240;

/** A reason, or a remedy, as it stands beside a part of a message. */
export const shortReason = (reason: string): string => shortened(reason, shortReasonBytes);

const rest = (count: number): string =>
  `and ${count.toLocaleString('en-US')} more ${count === 1 ? 'reason' : 'reasons'}; correct these first`;

/**
 * The first reasons, as far as there is room for them as a JSON list; how many are left out is told
 * as the last one. Nothing where there is no room for one.
 */
export const shortenReasons = (
  reasons: readonly string[],
  limitBytes: number = reasonsLimitBytes,
): readonly string[] => {
  const limit = Math.min(limitBytes, reasonsLimitBytes);
  const short = reasons.slice(0, mostReasons).map((reason) => shortened(reason, longestReason));
  for (let told = short.length; told > 0; told -= 1) {
    const left = reasons.length - told;
    const list = left === 0 ? short.slice(0, told) : [...short.slice(0, told), rest(left)];
    if (bytesOf(JSON.stringify(list)) <= limit) return list;
  }
  return [];
};
