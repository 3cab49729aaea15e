import fc from 'fast-check';

/** An address, and how an event writes it. */
export interface AddressPlan {
  readonly who: number;
  readonly number: number;
  readonly where: number;
  readonly writing: number;
  readonly frame: number;
}

/** A part of an address: its canonical form, and the spellings that mean the same. */
interface Spelled {
  readonly canonical: string;
  readonly writings: readonly string[];
}

const at = <Thing>(things: readonly Thing[], index: number): Thing => {
  const thing = things[index % things.length];
  if (thing === undefined) throw new Error('There is nothing to choose from.');
  return thing;
};

/**
 * Local parts. By RFC 5321 needless quotes change nothing, and no mail system in use distinguishes
 * case or normal form.
 */
const people: readonly ((number: number) => Spelled)[] = [
  (n) => ({ canonical: `ada${n}`, writings: [`ada${n}`, `ADA${n}`, `Ada${n}`, `"ada${n}"`] }),
  (n) => ({ canonical: `bob.smith+${n}`, writings: [`bob.smith+${n}`, `Bob.Smith+${n}`] }),
  (n) => ({ canonical: `o'neil_${n}`, writings: [`o'neil_${n}`, `O'NEIL_${n}`] }),
  (n) => ({
    canonical: `zoë${n}`.normalize('NFC'),
    writings: [`zoe\u0308${n}`, `ZO\u00cb${n}`, `zo\u00eb${n}`],
  }),
  (n) => ({ canonical: `"a b${n}"`, writings: [`"a b${n}"`, `"A B${n}"`, `"a\\ b${n}"`] }),
  (n) => ({ canonical: `__proto__${n}`, writings: [`__proto__${n}`, `__PROTO__${n}`] }),
];

/** Domains; punycode by RFC 3492. */
const domains: readonly Spelled[] = [
  { canonical: 'example.com', writings: ['example.com', 'EXAMPLE.com', 'Example.Com'] },
  {
    canonical: 'xn--exmple-cua.org',
    writings: [
      'ex\u00e4mple.org',
      'exa\u0308mple.org',
      'EX\u00c4MPLE.ORG',
      'xn--exmple-cua.org',
      'XN--EXMPLE-CUA.org',
    ],
  },
  { canonical: 'mail.example.net', writings: ['mail.example.net', 'Mail.Example.NET'] },
  { canonical: 'simulator.amazonses.com', writings: ['simulator.amazonses.com'] },
];

const frames: readonly ((address: string) => string)[] = [
  (address) => address,
  (address) => `<${address}>`,
  (address) => `Ada <${address}>`,
  (address) => `"Doe, Ada" <${address}>`,
  (address) => ` ${address}  `,
  (address) => `${address}\r\n`,
  (address) => `\u2028\t${address}\n \u00a0`,
  (address) => `Ada <\n${address} >\r\n`,
  (address) => `=?utf-8?q?Ad=C3=A4?= <${address}>`,
];

/** The canonical form that the pipeline must find. */
export const canonicalOf = ({ who, number, where }: AddressPlan): string =>
  `${at(people, who)(number).canonical}@${at(domains, where).canonical}`;

/** The form in the event. */
export const writtenOf = ({ who, number, where, writing, frame }: AddressPlan): string =>
  at(
    frames,
    frame,
  )(`${at(at(people, who)(number).writings, writing)}@${at(at(domains, where).writings, writing)}`);

export const addressPlan: fc.Arbitrary<AddressPlan> = fc.record({
  who: fc.nat({ max: people.length - 1 }),
  number: fc.nat({ max: 9 }),
  where: fc.nat({ max: domains.length - 1 }),
  writing: fc.nat({ max: 4 }),
  frame: fc.nat({ max: frames.length - 1 }),
});

/**
 * Part of an onlooker's address: someone in a place whose occupants must not be suppressed. It is
 * long enough to be recognised after a few bytes changed.
 */
const onlooker = 'onlooker-whom-nobody-may-suppress';

/** Address of a recipient of the mail, or of someone in a field that means nothing. */
export const onlookerAddress = (number: number): string => `${onlooker}-${number}@example.com`;

const window = 8;

/** Whether an address is an onlooker's, with up to three changed bytes. */
export const isOnlooker = (address: string): boolean =>
  Array.from({ length: onlooker.length - window + 1 }, (_, from) =>
    onlooker.slice(from, from + window),
  ).some((piece) => address.includes(piece));

/** Entries of a recipient list that name nobody. */
export const nobodies: readonly unknown[] = [
  null,
  5,
  true,
  '',
  ' ',
  'nobody',
  'nobody@',
  '@example.com',
  'a@example.com, b@example.com',
  'a@example.com\r\nBcc: b@example.com',
  'a@[192.0.2.1]',
  'a@192.0.2.1',
  `${'x'.repeat(20_000)}@example.com`,
  `${'"\\'.repeat(2_000)}@example.com`,
  `${'<'.repeat(5_000)}a@example.com`,
  'a@exa\u0000mple.com',
  {},
  [],
  { emailAddress: null },
  { emailAddress: ['a@example.com'] },
  { emailAddress: { toString: 'a@example.com' } },
  { emailaddress: 'a@example.com' },
];
