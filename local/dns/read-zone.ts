import type { ZoneRecord } from './zone-record.ts';

/**
 * Reads the part of the zone file format (RFC 1035 section 5.1) that `identity dns --format bind`
 * writes and a person types: one record per line, `$ORIGIN`, comments behind `;`, quoted strings.
 * Classes and times to live are skipped.
 *
 * @throws SyntaxError that names the line
 */
export const readZone = (text: string): readonly ZoneRecord[] => {
  let origin = '';
  return text.split('\n').flatMap((line, index) => {
    const words = wordsOf(line);
    const [first, second] = words;
    if (first === undefined) return [];
    if (first.text.toUpperCase() === '$ORIGIN') {
      origin = (second?.text ?? '').replace(/\.$/, '').toLowerCase();
      return [];
    }
    if (first.text.toUpperCase() === '$TTL') return [];
    const record = readRecord(words, origin);
    if (record === undefined)
      throw new SyntaxError(`Line ${index + 1} of the zone is no record: ${line.trim()}`);
    return [record];
  });
};

interface Word {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** Words of a line up to its comment. `\"`, `\\` and `\034` stand for a character. */
const wordsOf = (line: string): readonly Word[] => {
  const words: Word[] = [];
  for (const [word, quoted] of line.matchAll(/"((?:[^"\\]|\\.)*)"|;.*|(?:[^\s";\\]|\\.)+/g)) {
    if (word.startsWith(';')) break;
    words.push({ text: unescaped(quoted ?? word), isQuoted: quoted !== undefined });
  }
  return words;
};

/** Bytes of a word, a character each: one character of UTF-8 may lie in two strings. */
const unescaped = (text: string): string =>
  Buffer.from(text)
    .toString('latin1')
    .replace(/\\(\d{3}|.)/gs, (_, code: string) =>
      code.length === 3 ? String.fromCharCode(Number(code)) : code,
    );

const types = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT'] as const;

const readRecord = ([owner, ...rest]: readonly Word[], origin: string): ZoneRecord | undefined => {
  const at = rest.findIndex(({ text }) => types.some((type) => type === text.toUpperCase()));
  const type = types.find((each) => each === rest[at]?.text.toUpperCase());
  const data = rest.slice(at + 1);
  const between = rest.slice(0, Math.max(0, at));
  const isOrdinary = between.every(({ text }) => /^(?:\d+[smhdw]?|IN)$/i.test(text));
  if (owner === undefined || type === undefined || !isOrdinary || data.length === 0)
    return undefined;
  const name = fullName(owner.text, origin);
  switch (type) {
    case 'TXT':
      return { name, type, value: utf8(data.map(({ text }) => text).join('')) };
    case 'MX':
      return { name, type, value: `${data[0]?.text} ${fullName(data[1]?.text ?? '', origin)}` };
    case 'A':
    case 'AAAA':
      return { name, type, value: data[0]?.text ?? '' };
    case 'CNAME':
    case 'NS':
      return { name, type, value: fullName(data[0]?.text ?? '', origin) };
    default:
      return type satisfies never;
  }
};

const utf8 = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');

const fullName = (text: string, origin: string): string => {
  const name = text.toLowerCase();
  if (name === '@') return origin;
  if (name.endsWith('.')) return name.slice(0, -1);
  return origin === '' ? name : `${name}.${origin}`;
};
