import { describe, expect, it } from '@jest/globals';
import { resolveAttachments } from '../../../shared/email/resolve-attachments.ts';
import type { Attachment } from '../../../shared/email/valid-message.ts';

const file = (source: Attachment['source']): Attachment => ({
  filename: 'a',
  contentType: 'text/plain',
  contentId: undefined,
  source,
});
const inline = file({ kind: 'inline', base64: Buffer.from('inline').toString('base64') });
const stored = (key: string) => file({ kind: 's3', bucket: 'files', key });

const objects = new Map([['files/a', Buffer.from('stored')]]);
const fetchObject = async (bucket: string, key: string) => objects.get(`${bucket}/${key}`);

describe('resolveAttachments', () => {
  it('gives the bytes of each in their order, wherever they are', async () => {
    const resolved = await resolveAttachments([stored('a'), inline, stored('a')], fetchObject);

    expect(
      resolved.kind === 'resolved' && resolved.bytes.map((bytes) => Buffer.from(bytes).toString()),
    ).toEqual(['stored', 'inline', 'stored']);
  });

  it('names the place of each object that is missing, not its key', async () => {
    expect(
      await resolveAttachments([stored('secret-1'), stored('a'), stored('secret-2')], fetchObject),
    ).toEqual({
      kind: 'missing',
      reasons: [
        expect.stringMatching(/^attachments\[0\]\.s3: there is no such object/),
        expect.stringMatching(/^attachments\[2\]\.s3: /),
      ],
    });
  });

  it('passes on that S3 cannot be reached', async () => {
    await expect(
      resolveAttachments([stored('a')], () => Promise.reject(new Error('unreachable'))),
    ).rejects.toThrow('unreachable');
  });
});
