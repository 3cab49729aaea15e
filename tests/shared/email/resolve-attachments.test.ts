import { describe, expect, it } from '@jest/globals';
import { mayReadOf } from '../../../shared/email/object-prefixes.ts';
import { resolveAttachments as resolveOf } from '../../../shared/email/resolve-attachments.ts';
import type { Attachment } from '../../../shared/email/valid-message.ts';
import type { FetchObject } from '../../../shared/messages/queue-ports.ts';

const file = (source: Attachment['source']): Attachment => ({
  filename: 'a',
  contentType: 'text/plain',
  contentId: undefined,
  isInvitation: false,
  source,
});
const inline = file({ kind: 'inline', base64: Buffer.from('inline').toString('base64') });
const stored = (key: string) => file({ kind: 's3', bucket: 'files', key });

const objects = new Map([['files/a', Buffer.from('stored')]]);
const fetchObject = async (bucket: string, key: string) => objects.get(`${bucket}/${key}`);

const allRoom = 41_943_040;

const resolveAttachments = (
  attachments: readonly Attachment[],
  fetch: FetchObject,
  roomBytes = allRoom,
  limitBytes = allRoom,
) =>
  resolveOf(attachments, fetch, {
    tenantId: 'acme',
    mayRead: mayReadOf((bucket) => bucket === 'own'),
    limitBytes,
    roomBytes,
  });

describe('resolveAttachments', () => {
  it('reads nothing of the payload bucket but what is under the prefix of the tenant', async () => {
    const own = (key: string) => file({ kind: 's3', bucket: 'own', key });
    const fetched: string[] = [];

    const resolved = await resolveAttachments(
      [own('held/shop/marketing/1-x.json'), own('attachments/shop/a'), own('attachments/acme/a')],
      async (_, key) => {
        fetched.push(key);
        return new Uint8Array();
      },
    );

    expect(fetched).toEqual(['attachments/acme/a']);
    expect(resolved).toEqual({
      kind: 'refused',
      reasons: [0, 1].map(
        (index) =>
          `attachments[${index}].s3: the object is not one of this tenant; put it under attachments/acme/`,
      ),
    });
  });

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
      kind: 'refused',
      reasons: [
        expect.stringMatching(/^attachments\[0\]\.s3: there is no such object/),
        expect.stringMatching(/^attachments\[2\]\.s3: /),
      ],
    });
  });

  /** A store of one object, which remembers with how much room it was asked for. */
  const watched = (bytes: number) => {
    const rooms: (number | undefined)[] = [];
    const fetch: FetchObject = async (_, __, roomBytes = Infinity) => {
      rooms.push(roomBytes);
      return bytes > roomBytes ? { kind: 'no-room', bytes } : new Uint8Array(bytes);
    };
    return { rooms, fetch };
  };
  const largest = 30_650_682;

  it('fetches an object once, however often it is named', async () => {
    const { rooms, fetch } = watched(1_000);

    const resolved = await resolveAttachments(
      Array.from({ length: 40 }, () => stored('a')),
      fetch,
    );

    expect(resolved.kind === 'resolved' && resolved.bytes).toHaveLength(40);
    expect(rooms).toEqual([largest]);
  });

  it.each([
    ['one object', largest, [stored('a')]],
    ['one named twice', 15_325_341, [stored('a'), stored('a')]],
    ['two', 15_325_341, [stored('a'), stored('b')]],
  ])('takes %s that fill a mail, and not a byte more', async (_, bytes, files) => {
    const refused = {
      kind: 'refused',
      reasons: [expect.stringMatching(/^message: comes to more/)],
    };

    expect((await resolveAttachments(files, watched(bytes).fetch)).kind).toBe('resolved');
    expect(await resolveAttachments(files, watched(bytes + 3).fetch)).toEqual(refused);
  });

  it('fetches nothing more when the mail is full', async () => {
    const { rooms, fetch } = watched(largest);

    await resolveAttachments([stored('a'), stored('b'), stored('c')], fetch);

    expect(rooms).toEqual([largest, 0]);
  });

  it('leaves to another run what has room in a mail and not in memory, and reads nothing of it', async () => {
    const { rooms, fetch } = watched(1_000_000);

    expect(await resolveAttachments([stored('a'), stored('b')], fetch, 2_000_000)).toEqual({
      kind: 'no-memory',
    });
    expect(rooms).toEqual([1_461_537, 461_535]);
  });

  it('refuses what has no room in the mail, whatever memory is left', async () => {
    const files = [stored('a'), stored('b')];

    expect(await resolveAttachments(files, watched(16_000_000).fetch)).toMatchObject({
      kind: 'refused',
    });
  });

  it.each([
    ['an object', [stored('a')], 7_662_672, '10.1'],
    ['a second object', [stored('a'), stored('b')], 4_000_000, '10.5'],
  ])(
    'names the size of %s that is more than the deployment takes',
    async (_, files, bytes, size) => {
      expect(
        await resolveAttachments(files, watched(bytes).fetch, allRoom, 10 * 1024 * 1024),
      ).toEqual({
        kind: 'refused',
        reasons: [
          `message: comes to ${size} MB at least with its attachments encoded, and this deployment takes 10; link to large files instead, or raise its parameter largestMailMb`,
        ],
      });
    },
  );

  it('refuses files of the message itself that are more than the deployment takes', async () => {
    const files = [inline, inline];
    const bytes = 18;

    expect((await resolveAttachments(files, fetchObject, allRoom, bytes)).kind).toBe('resolved');
    expect((await resolveAttachments(files, fetchObject, allRoom, bytes - 1)).kind).toBe('refused');
  });

  it('gives an empty file', async () => {
    const { fetch } = watched(0);

    expect(
      await resolveAttachments([file({ kind: 'inline', base64: '' }), stored('a')], fetch),
    ).toEqual({ kind: 'resolved', bytes: [Buffer.alloc(0), new Uint8Array()] });
  });

  it('names an object that is too large for any mail', async () => {
    expect(await resolveAttachments([stored('a')], async () => 'too-large')).toEqual({
      kind: 'refused',
      reasons: [expect.stringMatching(/^attachments\[0\]\.s3: the object is bigger than any mail/)],
    });
  });

  it('passes on that S3 cannot be reached', async () => {
    await expect(
      resolveAttachments([stored('a')], () => Promise.reject(new Error('unreachable'))),
    ).rejects.toThrow('unreachable');
  });
});
