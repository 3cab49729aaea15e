/**
 * Subject patterns: `*` matches any text, `#` one digit, everything else itself, regardless of
 * case. A pattern matches a whole subject, so `*SSN*` finds the word anywhere.
 */

/**
 * Whether a subject matches a pattern. Each piece between two `*` is searched once, from left to
 * right, so the work is bounded by the product of both lengths.
 */
export const matchesSubject = (pattern: string, subject: string): boolean => {
  const text = comparable(subject);
  const [first = '', ...rest] = comparable(pattern).split('*');
  const last = rest.pop();
  if (last === undefined) return text.length === first.length && standsAt(text, first, 0);
  if (!standsAt(text, first, 0)) return false;
  let from = first.length;
  for (const piece of rest) {
    const at = find(text, piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  const lastAt = text.length - last.length;
  return lastAt >= from && standsAt(text, last, lastAt);
};

/**
 * Normal form in which subjects and patterns are compared: compatibility look-alikes are unified
 * (NFKC), invisible characters removed, white space reduced to single spaces.
 */
const comparable = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\p{Cf}\p{Cc}]/gu, '')
    .replaceAll(/\s+/gu, ' ')
    .trim();

const isDigit = (character: string | undefined): boolean =>
  character !== undefined && character >= '0' && character <= '9';

/** Whether the piece, which has no `*`, is in the text at this place. */
const standsAt = (text: string, piece: string, at: number): boolean => {
  for (let index = 0; index < piece.length; index += 1) {
    const given = text[at + index];
    const wanted = piece[index];
    if (wanted === '#' ? !isDigit(given) : given !== wanted) return false;
  }
  return true;
};

/** First place from `from` on where the piece is; -1 when there is none. */
const find = (text: string, piece: string, from: number): number => {
  for (let at = from; at + piece.length <= text.length; at += 1)
    if (standsAt(text, piece, at)) return at;
  return -1;
};
