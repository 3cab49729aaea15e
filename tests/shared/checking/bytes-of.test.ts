import { describe, expect, it } from '@jest/globals';
import { bytesOf } from '../../../shared/checking/bytes-of.ts';
import { builtBytes } from '../../../shared/enqueue/fits-ses.ts';
import { cannotTell, known } from '../../../shared/following/path-facts.ts';
import { base64, mail, mailWithout, newYear2030, validOf } from '../email/message-builder.ts';

const bytesIn = (message: Readonly<Record<string, unknown>>) =>
  bytesOf(validOf(message), (one) => builtBytes(one, newYear2030));

const file = (content: string) => ({
  ...{ filename: 'a.txt', contentType: 'text/plain', content },
});

const factIn = async (message: Readonly<Record<string, unknown>>): Promise<number> => {
  const bytes = await bytesIn(message);
  return bytes.kind === 'known' ? bytes.fact : Number.NaN;
};

describe('bytesOf', () => {
  it('counts attachments as they are encoded, in lines of 76 characters', async () => {
    const without = await factIn(mail({ attachments: [file(base64('x'.repeat(57)))] }));
    const tenLines = await factIn(mail({ attachments: [file(base64('x'.repeat(570)))] }));

    expect(tenLines - without).toBe(9 * 78);
  });

  it('knows a raw mail to the byte', async () => {
    const raw = 'From: shop@example.com\r\nSubject: Hi\r\n\r\nHello\r\n';
    const message = mailWithout(['subject', 'text'], { raw: base64(raw) });

    expect(await bytesIn(message)).toEqual(known(raw.length));
  });

  it('is infinite for a mail that is larger than SES takes', async () => {
    expect(await bytesOf(validOf(mail()), async () => undefined)).toEqual(
      known(Number.POSITIVE_INFINITY),
    );
  });

  it('cannot tell what lies in S3', async () => {
    const { content: _, ...inS3 } = { ...file(''), s3: { bucket: 'files', key: 'a' } };

    expect(await bytesIn(mail({ attachments: [inS3] }))).toEqual(
      cannotTell('attachments of it lie in S3'),
    );
  });

  it('estimates a template by its parts', async () => {
    const content = { subject: 'Hi', text: 'x'.repeat(1_000) };
    const message = mailWithout(['subject', 'text'], { template: { content, data: {} } });

    expect(await factIn(message)).toBeGreaterThanOrEqual(1_000);
  });
});
