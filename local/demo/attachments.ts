import { crc32, deflateSync } from 'node:zlib';

/** A file as a message carries it. */
export interface Attachment {
  readonly filename: string;
  readonly contentType: string;
  /** Base64. */
  readonly content: string;
  /** Set where the HTML shows it: `<img src="cid:…">`. */
  readonly contentId?: string;
}

const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64');

const escapePdfText = (text: string): string =>
  text.replaceAll(/[\\()]/g, '\\$&').replaceAll(/[^\x20-\x7e]/g, '?');

/**
 * A one-page PDF with a line of text (ASCII; the standard fonts of PDF have no more).
 *
 * @see ISO 32000-1, 7.5 File structure
 */
export const pdfAttachment = (filename: string, line: string): Attachment => {
  const stream = `BT /F1 18 Tf 72 740 Td (${escapePdfText(line)}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ].map((body, index) => `${index + 1} 0 obj\n${body}\nendobj\n`);
  const header = '%PDF-1.4\n';
  const offsets = objects.map(
    (_, index) => header.length + objects.slice(0, index).join('').length,
  );
  const start = header.length + objects.join('').length;
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const trailer = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return {
    filename,
    contentType: 'application/pdf',
    content: base64(header + objects.join('') + trailer),
  };
};

const chunk = (type: string, data: Uint8Array): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
};

const pngSize = 32;

/**
 * A small picture, a slope from one colour to white, shown in the HTML.
 *
 * @param colour - red, green, blue, 0 to 255
 * @see https://www.w3.org/TR/png-3/
 */
export const pngAttachment = (
  filename: string,
  contentId: string,
  colour: readonly [number, number, number],
): Attachment => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(pngSize, 0);
  header.writeUInt32BE(pngSize, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const row = (y: number): readonly number[] => {
    const light = y / (pngSize - 1);
    return [
      0,
      ...Array.from({ length: pngSize }, () =>
        colour.map((part) => Math.round(part + (255 - part) * light)),
      ).flat(),
    ];
  };
  const pixels = Uint8Array.from(Array.from({ length: pngSize }, (_, y) => row(y)).flat());
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const file = Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', new Uint8Array()),
  ]);
  return { filename, contentType: 'image/png', content: base64(file), contentId };
};

const icsTime = (epochMs: number): string =>
  new Date(epochMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');

/**
 * An invitation to an hour.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5545
 */
export const icsAttachment = (
  filename: string,
  uid: string,
  summary: string,
  startMs: number,
): Attachment => ({
  filename,
  contentType: 'text/calendar; charset=utf-8; method=PUBLISH',
  content: base64(
    [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//ses-pipeline//mailing//EN',
      'METHOD:PUBLISH',
      'BEGIN:VEVENT',
      `UID:${uid}`,
      `DTSTAMP:${icsTime(startMs)}`,
      `DTSTART:${icsTime(startMs)}`,
      'DURATION:PT1H',
      `SUMMARY:${summary.replaceAll(/[\\;,]/g, '\\$&')}`,
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ].join('\r\n'),
  ),
});
