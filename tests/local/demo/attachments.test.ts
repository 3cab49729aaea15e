import { inflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { icsAttachment, pdfAttachment, pngAttachment } from '../../../local/demo/attachments.ts';

const bytes = ({ content }: { readonly content: string }): Buffer => Buffer.from(content, 'base64');

describe('attachments', () => {
  it('writes a PDF whose table points at its objects', () => {
    const pdf = bytes(pdfAttachment('a.pdf', 'Invoice (7) \\ März')).toString('latin1');
    const table = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(pdf)?.[1]);

    expect(pdf.startsWith('%PDF-1.4\n')).toBe(true);
    expect(pdf.slice(table).startsWith('xref\n0 6\n')).toBe(true);
    const offsets = [...pdf.slice(table).matchAll(/^(\d{10}) 00000 n $/gm)].map(([, offset]) =>
      Number(offset),
    );
    expect(offsets.map((offset) => pdf.slice(offset, offset + 7))).toEqual([
      '1 0 obj',
      '2 0 obj',
      '3 0 obj',
      '4 0 obj',
      '5 0 obj',
    ]);
    expect(pdf).toContain('(Invoice \\(7\\) \\\\ M?rz)');
  });

  it('writes a PNG with the pixels of a 32 by 32 picture', () => {
    const png = bytes(pngAttachment('a.png', 'logo', [10, 20, 30]));

    expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    const data = png.indexOf('IDAT');
    const pixels = inflateSync(png.subarray(data + 4, data + 4 + png.readUInt32BE(data - 4)));
    expect(pixels.length).toBe(32 * (1 + 32 * 3));
    expect([...pixels.subarray(1, 4)]).toEqual([10, 20, 30]);
    expect([...pixels.subarray(-3)]).toEqual([255, 255, 255]);
  });

  it('writes an invitation with CRLF lines and escaped text', () => {
    const ics = bytes(
      icsAttachment('a.ics', 'uid-1', 'Lunch, then; coffee', Date.UTC(2026, 2, 1, 9, 0, 0)),
    ).toString('utf8');

    expect(ics.split('\r\n')).toEqual(
      expect.arrayContaining([
        'UID:uid-1',
        'DTSTART:20260301T090000Z',
        'SUMMARY:Lunch\\, then\\; coffee',
      ]),
    );
    expect(ics.replaceAll('\r\n', '')).not.toContain('\n');
  });
});
