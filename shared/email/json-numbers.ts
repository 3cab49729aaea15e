type Path = readonly (string | number)[];

/** Position of the walk: in a list, or in an object before or after a member's name. */
type Level =
  | { readonly kind: 'list'; index: number }
  | { readonly kind: 'object'; name: string; expectsName: boolean };

const numberToken = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/**
 * Paths of numbers in a JSON text that change when a program reads and writes them: more digits
 * than a 64-bit float holds, or too large.
 *
 * @param json - valid JSON
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

/** A decimal number in normal form: without leading and trailing zeros, with one exponent. */
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

/** Whether a number survives being read into a 64-bit float (IEEE 754) and written again. */
const isExact = (decimal: string): boolean => {
  const value = Number(decimal);
  return Number.isFinite(value) && normalForm(String(value)) === normalForm(decimal);
};

/** End of the string that begins at a quote. */
const endOfString = (json: string, start: number): number => {
  for (let at = json.indexOf('"', start + 1); at !== -1; at = json.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (json[at - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return at + 1;
  }
  return json.length;
};

/** Takes a character outside strings and numbers. */
const takeStructure = (levels: Level[], character: string | undefined): void => {
  const level = levels.at(-1);
  if (character === '{') levels.push({ kind: 'object', name: '', expectsName: true });
  else if (character === '[') levels.push({ kind: 'list', index: 0 });
  else if (character === '}' || character === ']') levels.pop();
  else if (character === ',' && level?.kind === 'list') level.index += 1;
  else if (character === ',' && level?.kind === 'object') level.expectsName = true;
};
