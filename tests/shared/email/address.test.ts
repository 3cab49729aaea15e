import { domainToASCII } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  canonicalAddress,
  envelopeAddress,
  mailboxProblem,
  readMailbox,
} from '../../../shared/email/address.ts';

const localPart = fc.stringMatching(
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,10}(\.[A-Za-z0-9_+-]{1,10}){0,2}$/,
);
const domain = fc.stringMatching(/^[A-Za-z0-9][a-zA-Z0-9]{0,8}\.(com|org|example)$/);

describe('canonicalAddress', () => {
  it.each([
    ['jane@example.com', 'jane@example.com'],
    ['Jane <JANE@Example.COM>', 'jane@example.com'],
    ['"Doe, Jane" <jane@example.com>', 'jane@example.com'],
    ['Doe, Jane <jane@example.com>', 'jane@example.com'],
    ['Jane "JJ" Doe <jane@example.com>', 'jane@example.com'],
    ['=?UTF-8?Q?Zo=C3=AB?= <zoe@example.com>', 'zoe@example.com'],
    ['<jane@example.com>', 'jane@example.com'],
    ['  jane@example.com ', 'jane@example.com'],
    ['Zoë <Zoe@Exämple.org>', 'zoe@xn--exmple-cua.org'],
    ['user@日本。jp', 'user@xn--wgv71a.jp'],
    ['"jane"@example.com', 'jane@example.com'],
    ['"ja\\ne"@example.com', 'jane@example.com'],
    ['"Jane Doe"@example.com', '"jane doe"@example.com'],
    ['bounce+label@simulator.amazonses.com', 'bounce+label@simulator.amazonses.com'],
    ['two..dots@example.jp', 'two..dots@example.jp'],
    ['ZOE\u0308@example.com', 'zoë@example.com'],
    ['x@y.com <jane@example.com>', 'jane@example.com'],
  ])('reads %s', (text, canonical) => {
    expect(canonicalAddress(text)).toBe(canonical);
  });

  it.each([
    '',
    'jane',
    'jane@',
    '@example.com',
    'jane@example.com, john@example.com',
    'jane@example.com, John <john@example.com>',
    'jane@[127.0.0.1]',
    'jane@127.0.0.1',
    'jane@0x7f.1',
    'jane@exam%70le.com',
    'jane@example.com/evil',
    'jane@example..com',
    'jane(comment)@example.com',
    'jane@example.com\r\nBcc: john@example.com',
    '"Jane\n" <jane@example.com>',
    'a b@example.com',
    '\ud800@example.com',
    'Jane <jane@example.com> trailing',
    'Jane <jane@example.com',
    '"Jane <jane@example.com>',
    `${'a'.repeat(2_000)}@example.com`,
  ])('takes %j for no address', (text) => {
    expect(canonicalAddress(text)).toBeUndefined();
  });

  it('gives the same for its own result, whatever the text', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.tuple(fc.string({ unit: 'grapheme' }), domain).map((parts) => parts.join('@')),
        ),
        (text) => {
          const once = canonicalAddress(text);

          fc.pre(once !== undefined);
          expect(canonicalAddress(once ?? '')).toBe(once);
        },
      ),
    ));

  it('is blind to case, display name and quoting', () =>
    fc.assert(
      fc.property(localPart, domain, fc.string(), (local, host, name) => {
        const plain = canonicalAddress(`${local}@${host}`);

        expect(plain).toBe(`${local}@${host}`.toLowerCase());
        expect(canonicalAddress(`${local.toUpperCase()}@${host.toUpperCase()}`)).toBe(plain);
        expect(canonicalAddress(`"${name.replace(/["\\]/g, '\\$&')}" <${local}@${host}>`)).toBe(
          plain,
        );
        expect(canonicalAddress(`"${local}"@${host}`)).toBe(plain);
      }),
    ));

  it('answers within milliseconds on hostile texts', () => {
    const hostile = [
      ' '.repeat(900),
      `${'"'.repeat(999)}`,
      `${'\\"'.repeat(499)}>`,
      `"${'a"'.repeat(400)}<>`,
      `${'<'.repeat(999)}>`,
      `${'a.'.repeat(450)}@`,
    ];

    const took = (): number => {
      const started = performance.now();
      expect(hostile.map(canonicalAddress)).toEqual(hostile.map(() => undefined));
      return performance.now() - started;
    };

    // The least of some tries: a machine that stands still does so in one of them.
    expect(Math.min(...Array.from({ length: 10 }, took))).toBeLessThan(200);
  });
});

describe('envelopeAddress', () => {
  it('keeps the case of the local part and turns the domain into punycode', () => {
    expect(envelopeAddress('Zoë <Zoe.B@Exämple.ORG>')).toBe('Zoe.B@xn--exmple-cua.org');
  });

  it.each([
    'zoë@example.com',
    'a..b@example.com',
    '.a@example.com',
    'jane@localhost',
    'jane@-example.com',
    'jane@a_b.com',
    `${'a'.repeat(65)}@example.com`,
  ])('refuses %s, which SES would', (text) => {
    expect(envelopeAddress(text)).toBeUndefined();
  });

  it('allows 64 characters before the @ and 254 in all, and no more', () => {
    const host = (length: number) =>
      `${'abcdefghi.'.repeat(30).slice(0, length - 4)}.com`.replace('..', 'x.');

    expect(envelopeAddress(`${'a'.repeat(64)}@${host(189)}`)).toHaveLength(254);
    expect(envelopeAddress(`${'a'.repeat(64)}@${host(190)}`)).toBeUndefined();
  });
});

describe('readMailbox', () => {
  it('takes name, local part and domain apart', () => {
    expect(readMailbox('"Zoë \\"Z\\" Doe" <Zoe@exämple.org>')).toEqual({
      kind: 'mailbox',
      mailbox: { name: 'Zoë "Z" Doe', localPart: 'Zoe', domain: 'xn--exmple-cua.org' },
    });
  });

  it('knows a domain by the name that the DNS would be asked for, and no IP address, however it is written', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc
            .array(fc.stringMatching(/^(?:xn--)?[A-Za-z0-9_-]{1,6}$|^0x[0-9a-f]{1,4}$|^\d{1,3}$/), {
              minLength: 1,
              maxLength: 4,
            })
            .map((labels) => labels.join('.')),
          fc.stringMatching(/^[a-zäßç0-9.-]{1,12}$/),
        ),
        (written) => {
          const asked = domainToASCII(written);
          const isName =
            /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/.test(asked) && !/(?:^|\.)\d+$/.test(asked);
          const reading = readMailbox(`jane@${written}`);

          expect(reading.kind === 'mailbox' ? reading.mailbox.domain : undefined).toBe(
            isName ? asked : undefined,
          );
        },
      ),
      {
        numRuns: 2_000,
        examples: [['1.0x7f'], ['0x7f.1'], ['a.xn--exmple-cua.org'], ['xn--.com'], ['127.1']],
      },
    ));

  it('says what is wrong and never what was written', () =>
    fc.assert(
      fc.property(fc.string({ minLength: 6 }), (text) => {
        const reading = readMailbox(text);
        const problem =
          reading.kind === 'unreadable' ? reading.problem : mailboxProblem(reading.mailbox);

        if (text.trim().length >= 6) expect(problem ?? '').not.toContain(text.trim());
      }),
    ));

  it('tells a missing domain from other mistakes', () => {
    expect(readMailbox('jane')).toEqual({
      kind: 'unreadable',
      problem: expect.stringContaining('no domain'),
    });
    expect(readMailbox('Jane <jane>')).toEqual({
      kind: 'unreadable',
      problem: expect.stringContaining('no domain'),
    });
    expect(readMailbox('a@b.com, c@d.com')).toEqual({
      kind: 'unreadable',
      problem: expect.stringContaining('one address per entry'),
    });
  });
});
