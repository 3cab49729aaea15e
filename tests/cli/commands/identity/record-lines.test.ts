import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  bindLines,
  quotedStrings,
  recordRow,
} from '../../../../cli/commands/identity/record-lines.ts';
import { route53Batch } from '../../../../cli/commands/identity/route53-batch.ts';
import { readZone } from '../../../../local/dns/read-zone.ts';
import type { WantedRecord } from '../../../../shared/identities/ports.ts';

/**
 * Reads the strings of a TXT record by the letter of RFC 1035 section 5.1, character by character;
 * shares nothing with what wrote them, nor with the zone reader of the local stack.
 */
const readStrings = (text: string): readonly Buffer[] => {
  const strings: Buffer[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === ' ') {
      at += 1;
      continue;
    }
    if (text[at] !== '"') throw new SyntaxError(`no quote at ${at}`);
    at += 1;
    const bytes: number[] = [];
    while (text[at] !== '"') {
      if (at >= text.length) throw new SyntaxError('no end');
      if (text[at] !== '\\') {
        bytes.push(text.charCodeAt(at));
        at += 1;
      } else if (/\d/.test(text[at + 1] ?? '')) {
        bytes.push(Number(text.slice(at + 1, at + 4)));
        at += 4;
      } else {
        bytes.push(text.charCodeAt(at + 1));
        at += 2;
      }
    }
    at += 1;
    strings.push(Buffer.from(bytes));
  }
  return strings;
};

const record = (type: WantedRecord['type'], name: string, value: string): WantedRecord => ({
  purpose: type === 'CNAME' ? 'dkim' : 'dmarc',
  name,
  type,
  value,
  why: '',
});

const domains = fc.domain().map((domain) => domain.toLowerCase());
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 700 }),
  fc.constantFrom('"', '\\', '\\"', 'a;b', '\n', '', 'é'.repeat(200), '\\065'),
);
const records = fc.oneof(
  fc.tuple(domains, domains).map(([name, value]) => record('CNAME', name, value)),
  fc
    .tuple(domains, fc.nat(65_535), domains)
    .map(([name, priority, host]) => record('MX', name, `${priority} ${host}`)),
  fc.tuple(domains, texts).map(([name, value]) => record('TXT', name, value)),
);

describe('quotedStrings', () => {
  it('writes printable ASCII in strings of at most 255 bytes, which read back as they were', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const written = quotedStrings(text);
        const strings = readStrings(written);

        expect(written).toMatch(/^[\x20-\x7e]*$/);
        expect(strings.every((each) => each.length <= 255)).toBe(true);
        expect(Buffer.concat(strings)).toEqual(Buffer.from(text));
      }),
    );
  });
});

describe('bindLines', () => {
  it('are one line each, and read back as the records', () => {
    fc.assert(
      fc.property(fc.array(records, { maxLength: 5 }), (wanted) => {
        const lines = bindLines(wanted);

        expect(lines.join('').includes('\n')).toBe(false);
        expect(readZone(lines.join('\n'))).toEqual(
          wanted.map(({ name, type, value }) => ({ name, type, value })),
        );
        for (const [index, line] of lines.entries()) {
          const [, name, type, data = ''] = /^(\S+)\. 300 IN (CNAME|MX|TXT) (.*)$/.exec(line) ?? [];
          const source = wanted[index];
          expect([name, type]).toEqual([source?.name, source?.type]);
          expect(type === 'TXT' ? Buffer.concat(readStrings(data)).toString() : data).toBe(
            type === 'TXT' ? Buffer.from(source?.value ?? '').toString() : `${source?.value}.`,
          );
        }
      }),
    );
  });
});

describe('route53Batch', () => {
  it('replaces no TXT and no MX record that is there', () => {
    const batch = route53Batch('example.com', [
      record('CNAME', 't._domainkey.example.com', 't.dkim.amazonses.com'),
      record('MX', 'bounce.example.com', '10 feedback-smtp.eu-west-1.amazonses.com'),
      record('TXT', '_dmarc.example.com', 'v=DMARC1; p=none'),
    ]);

    expect(batch).toEqual({
      Comment: 'Amazon SES identity example.com',
      Changes: [
        {
          Action: 'UPSERT',
          ResourceRecordSet: {
            Name: 't._domainkey.example.com.',
            Type: 'CNAME',
            TTL: 300,
            ResourceRecords: [{ Value: 't.dkim.amazonses.com.' }],
          },
        },
        {
          Action: 'CREATE',
          ResourceRecordSet: {
            Name: 'bounce.example.com.',
            Type: 'MX',
            TTL: 300,
            ResourceRecords: [{ Value: '10 feedback-smtp.eu-west-1.amazonses.com.' }],
          },
        },
        {
          Action: 'CREATE',
          ResourceRecordSet: {
            Name: '_dmarc.example.com.',
            Type: 'TXT',
            TTL: 300,
            ResourceRecords: [{ Value: '"v=DMARC1; p=none"' }],
          },
        },
      ],
    });
  });

  it('has values that read back as the records', () => {
    fc.assert(
      fc.property(records, (wanted) => {
        const [change] = route53Batch('example.com', [wanted]).Changes;
        const value = change?.ResourceRecordSet.ResourceRecords[0]?.Value ?? '';

        expect(wanted.type === 'TXT' ? Buffer.concat(readStrings(value)) : value).toEqual(
          wanted.type === 'TXT' ? Buffer.from(wanted.value) : `${wanted.value}.`,
        );
      }),
    );
  });
});

describe('recordRow', () => {
  it('has the priority of MX beside its host', () => {
    expect(recordRow(record('MX', 'b.example.com', '10 x.test'), 'example.com')).toEqual({
      type: 'MX',
      relative: 'b',
      name: 'b.example.com',
      priority: '10',
      value: 'x.test',
    });
  });
});
