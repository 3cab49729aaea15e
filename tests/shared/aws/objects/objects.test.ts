import {
  CreateBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { heldStore, holdMailIn } from '../../../../shared/aws/objects/held-mail.ts';
import { discardPayloadOf, fetchObject } from '../../../../shared/aws/objects/objects.ts';
import { startTestEngine, type TestEngine } from '../../../local/support/engine.ts';

let engine: TestEngine;

const put = (Bucket: string, Key: string, Body: Uint8Array | string) =>
  engine.clients.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
const keysIn = async (Bucket: string) =>
  ((await engine.clients.s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? []).map(
    ({ Key }) => Key,
  );

beforeAll(async () => {
  engine = await startTestEngine();
  for (const Bucket of ['own', 'foreign'])
    await engine.clients.s3.send(new CreateBucketCommand({ Bucket }));
});

afterAll(() => engine?.stop());

describe('objects', () => {
  it('are read whole', async () => {
    await put('own', 'a', 'ninety-nine');

    const bytes = await fetchObject(engine.clients.s3)('own', 'a');

    expect(bytes).toEqual(Buffer.from('ninety-nine'));
  });

  it.each([
    ['own', 'missing'],
    ['no-such-bucket', 'a'],
  ])('are undefined where there is none: %s/%s', async (bucket, key) => {
    expect(await fetchObject(engine.clients.s3)(bucket, key)).toBeUndefined();
  });

  it('are not read when no mail could hold them, or the room is less, which names their size', async () => {
    await put('own', 'huge', new Uint8Array(100_001));
    await put('own', 'big', new Uint8Array(100_000));
    const fetch = fetchObject(engine.clients.s3, undefined, 100_000);

    expect(await fetch('own', 'huge')).toBe('too-large');
    expect(await fetch('own', 'big')).toHaveLength(100_000);
    expect(await fetch('own', 'big', 99_999)).toEqual({ kind: 'no-room', bytes: 100_000 });
  });

  it('are asked for from the account that owns the payload bucket, and from any where it is another', async () => {
    const asked: unknown[] = [];
    const client = {
      send: async ({ input }: { readonly input: unknown }) => {
        asked.push(input);
        return {};
      },
    } as unknown as S3Client;
    const bucket = { name: 'own', owner: '111122223333' };
    const mail = { tenantId: 'a', stream: 'marketing', messageId: 'm', arrivedAtMs: 1 } as const;

    await fetchObject(client, bucket)('own', 'payloads/a/1.json');
    await fetchObject(client, bucket)('files', 'a');
    await discardPayloadOf(client, bucket)('own', 'payloads/a/1.json');
    await holdMailIn(client, bucket)(mail, '{}');
    await heldStore(client, bucket).fetchHeld(mail);
    await heldStore(client, bucket).removeHeld(mail);
    await heldStore(client, bucket).storePayload('a/1.json', '{}');

    const isChecked = { Bucket: 'own', ExpectedBucketOwner: '111122223333' };
    expect(asked[1]).toEqual({ Bucket: 'files', Key: 'a' });
    expect(asked.toSpliced(1, 1)).toEqual(
      Array.from({ length: 6 }, () => expect.objectContaining(isChecked)),
    );
  });

  it('are deleted from the folder for payloads of the own bucket, and from nowhere else', async () => {
    const discard = discardPayloadOf(engine.clients.s3, { name: 'own', owner: '123456789012' });
    await put('own', 'payloads/t/1.json', '{}');
    await put('own', 'held/t/1.json', '{}');
    await put('foreign', 'payloads/t/1.json', '{}');

    await discard('own', 'payloads/t/1.json');
    await discard('own', 'payloads/t/1.json');
    await discard('own', 'held/t/1.json');
    await discard('foreign', 'payloads/t/1.json');

    expect(await keysIn('own')).not.toContain('payloads/t/1.json');
    expect(await keysIn('own')).toContain('held/t/1.json');
    expect(await keysIn('foreign')).toEqual(['payloads/t/1.json']);
  });
});
