type Path = readonly (string | number)[];

/** Where the walk is: in a list, or in an object before or after the name of a member. */
type Level =
  | { readonly kind: 'list'; index: number }
  | { readonly kind: 'object'; name: string; expectsName: boolean };

const numberToken = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/**
 * Where a JSON text holds numbers that change when a program reads and writes them: of more digits
 * than 64 bits hold, or too large.
 *
 * @param json - which can be parsed
 * @see RFC 8259 section 6
 */
export const inexactNumbers = (json: string): readonly Path[] => {
  const levels: Level[] = [];
  const found: Path[] = [];
  for (let at = 0; at < json.length; ) {
    const character = json[at];
    const level = levels.at(-1);
    numberToken.lastIndex = at;
    const number = numberToken.exec(json)?.[0];
    if (number !== undefined) {
      if (!isExact(number))
        found.push(levels.map((one) => (one.kind === 'list' ? one.index : one.name)));
      at += number.length;
      continue;
    }
    if (character === '"') {
      const end = endOfString(json, at);
      if (level?.kind === 'object' && level.expectsName) {
        level.name = String(JSON.parse(json.slice(at, end)));
        level.expectsName = false;
      }
      at = end;
      continue;
    }
    takeStructure(levels, character);
    at += 1;
  }
  return found;
};

/** A decimal number without what does not count: zeros at the ends, the place of its point. */
const normalForm = (decimal: string): string => {
  const [mantissa = '', exponent = '0'] = decimal.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = whole + fraction;
  let first = 0;
  while (digits[first] === '0') first += 1;
  let end = digits.length;
  while (end > first && digits[end - 1] === '0') end -= 1;
  if (first === end) return '0';
  return `${digits.slice(first, end)}e${Number(exponent) - fraction.length + digits.length - end}`;
};

/** Whether a number is the same once it was read into 64 bits (IEEE 754) and written again. */
const isExact = (decimal: string): boolean => {
  const value = Number(decimal);
  return Number.isFinite(value) && normalForm(String(value)) === normalForm(decimal);
};

/** Where the string ends that begins at a quote. */
const endOfString = (json: string, start: number): number => {
  for (let at = json.indexOf('"', start + 1); at !== -1; at = json.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (json[at - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return at + 1;
  }
  return json.length;
};

/** Follows a character that is part of no string and no number. */
const takeStructure = (levels: Level[], character: string | undefined): void => {
  const level = levels.at(-1);
  if (character === '{') levels.push({ kind: 'object', name: '', expectsName: true });
  else if (character === '[') levels.push({ kind: 'list', index: 0 });
  else if (character === '}' || character === ']') levels.pop();
  else if (character === ',' && level?.kind === 'list') level.index += 1;
  else if (character === ',' && level?.kind === 'object') level.expectsName = true;
};
