import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sesWords } from '../../../shared/privacy/ses-words.ts';
import { refusalOf } from '../../../shared/ses-api/ses-refusal.ts';

/** Texts of SES, `§` where it quotes the mail. */
const texts = [
  'Email address is not verified. The following identities failed the check in region US-EAST-1: §',
  "Missing final '@domain' in §",
  "Duplicate header '§'.",
  'Local address contains control or whitespace: §',
  'Illegal address: "§" <§>',
  'Transaction failed: Unexpected header §, expected §.',
  'Something new that nobody has seen: §',
];

/** Any text a sender may write: names, addresses, encoded words, subjects. */
const quote = fc.oneof(
  fc.emailAddress(),
  fc.string({ minLength: 1, unit: 'binary' }),
  fc.string({ minLength: 4 }).map((text) => `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`),
  fc.constantFrom(
    'Zoë Müller',
    '"Doe, Jane" <jane@example.org>',
    "O'Neill",
    '患者の検査結果',
    'jane%40example.org',
  ),
);

/** Words of the quote that are none of SES's own: what would give the mail away. */
const telling = (text: string): readonly string[] =>
  text.split(/\s+/).filter((word) => word.length > 2 && sesWords(word) === '…');

describe('sesWords', () => {
  it('lets no part of a mail through, whatever SES quotes and wherever', () =>
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.array(quote, { minLength: 1 }), (text, quotes) => {
        let next = 0;
        const said = text.replaceAll('§', () => quotes[next++ % quotes.length] ?? '');

        const shown = sesWords(said);

        for (const part of quotes.flatMap(telling)) expect(shown.split(' ')).not.toContain(part);
        expect(shown).not.toMatch(/@(?!domain)/);
      }),
    ));

  it.each([
    [
      'Email address is not verified. The following identities failed the check in region US-EAST-1: jane@example.com, "Zoë M" <zoe@example.com>',
      'Email address is not verified. The following identities failed the check in region US-EAST-1: …',
    ],
    ['Maximum sending rate exceeded.', 'Maximum sending rate exceeded.'],
    ['Daily message quota exceeded.', 'Daily message quota exceeded.'],
    [
      'User: arn:aws:sts::1:assumed-role/x/jane is not authorized to perform: ses:SendRawEmail on resource: arn:aws:ses:eu-west-1:1:identity/jane@example.com',
      'User: … is not authorized to perform: ses:SendRawEmail on resource: …',
    ],
    ['Sender = Jane Doe <jane@example.com>', 'Sender …'],
    ['', ''],
  ])('shows "%s" as "%s"', (text, shown) => {
    expect(sesWords(text)).toBe(shown);
  });

  it('looks at a bounded part of a text', () => {
    expect(sesWords('rate '.repeat(100_000)).length).toBeLessThanOrEqual(1_001);
  });
});

describe('refusalOf', () => {
  it('does not take a quoted name for the account being paused', () => {
    const message =
      'Email address is not verified. The following identities failed the check in region US-EAST-1: sending.paused@example.com';

    expect(refusalOf({ code: 'MessageRejected', message, status: 400 })?.kind).toBe(
      'configuration',
    );
  });
});
