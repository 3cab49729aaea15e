import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { heldStore, holdMailIn } from '../../../../shared/aws/objects/held-mail.ts';
import { fetchObject } from '../../../../shared/aws/objects/objects.ts';
import type { HeldMail } from '../../../../shared/held/ports.ts';
import { startTestEngine, type TestEngine } from '../../../local/support/engine.ts';

const bucket = 'payloads-of-the-test';
const noon = Date.UTC(2026, 10, 21, 12);

let engine: TestEngine;
beforeAll(async () => {
  engine = await startTestEngine();
  await engine.clients.s3.send(new CreateBucketCommand({ Bucket: bucket }));
});
afterAll(() => engine.stop());

const mailOf = (messageId: string, changes: Partial<HeldMail> = {}): HeldMail => ({
  tenantId: 'acme',
  stream: 'marketing',
  messageId,
  arrivedAtMs: noon,
  ...changes,
});

const collect = async <Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> => {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
};

describe('held mail in S3', () => {
  it('is found again, oldest first, by tenant, stream and message', async () => {
    const { s3 } = engine.clients;
    const hold = holdMailIn(s3, { name: bucket });
    const { listHeld } = heldStore(s3, { name: bucket });
    const [first, second, third, other] = [
      mailOf('a', { arrivedAtMs: noon + 10 }),
      mailOf('b', { arrivedAtMs: noon + 9 }),
      mailOf('c', { stream: 'transactional' }),
      mailOf('a', { tenantId: 'acme-2' }),
    ];
    for (const mail of [first, second, third, other, first])
      await hold(mail, '{"subject":"Grüße"}');

    expect(await collect(listHeld({ tenantId: 'acme' }))).toEqual([second, first, third]);
    expect(await collect(listHeld({ tenantId: 'acme', stream: 'transactional' }))).toEqual([third]);
    expect(await collect(listHeld({ tenantId: 'acme', messageId: 'a' }))).toEqual([first]);
    expect(await collect(listHeld({}))).toHaveLength(4);
  });

  it('is told from objects whose names are none of held mail, which are named', async () => {
    const { s3 } = engine.clients;
    const Key = 'held/odd/marketing/noon-m-1.json';
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: '{}' }));
    const names: string[] = [];
    const { listHeld } = heldStore(s3, { name: bucket });

    expect(await collect(listHeld({ tenantId: 'odd' }, (name) => names.push(name)))).toEqual([]);
    expect(names).toEqual([Key]);
  });

  it('is fetched as it was kept, until it is removed, which may be done twice', async () => {
    const { s3 } = engine.clients;
    const { fetchHeld, removeHeld } = heldStore(s3, { name: bucket });
    const mail = mailOf('fetched', { tenantId: 'fetch' });
    await holdMailIn(s3, { name: bucket })(mail, '{"subject":"Grüße"}', 'acme');

    expect(await fetchHeld(mail)).toEqual({ text: '{"subject":"Grüße"}', group: 'acme' });
    await removeHeld(mail);
    await removeHeld(mail);
    expect(await fetchHeld(mail)).toBeUndefined();
  });

  it('has no group where its copy on the queue had none', async () => {
    const { s3 } = engine.clients;
    const mail = mailOf('alone', { tenantId: 'fetch' });
    await holdMailIn(s3, { name: bucket })(mail, '{}');

    expect(await heldStore(s3, { name: bucket }).fetchHeld(mail)).toEqual({ text: '{}' });
  });

  it('is listed page by page when there is more than one page', async () => {
    const { s3 } = engine.clients;
    const hold = holdMailIn(s3, { name: bucket });
    const mails = Array.from({ length: 1_001 }, (_, index) =>
      mailOf('x', { tenantId: 'many', arrivedAtMs: noon + index }),
    );
    for (let from = 0; from < mails.length; from += 50)
      await Promise.all(mails.slice(from, from + 50).map((mail) => hold(mail, '{}')));

    expect(await collect(heldStore(s3, { name: bucket }).listHeld({ tenantId: 'many' }))).toEqual(
      mails,
    );
  });

  it('is put as a payload where the sender may fetch it', async () => {
    const { s3 } = engine.clients;

    const at = await heldStore(s3, { name: bucket }).storePayload('acme/m-1.json', '{"big":true}');

    expect(at).toEqual({ bucket, key: 'payloads/acme/m-1.json' });
    expect(await fetchObject(s3)(at.bucket, at.key)).toEqual(Buffer.from('{"big":true}'));
  });
});
