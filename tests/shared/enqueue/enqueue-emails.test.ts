import { describe, expect, it } from '@jest/globals';
import { basicStreams } from '../../../shared/email/streams.ts';
import { type EnqueuePorts, enqueueEmails } from '../../../shared/enqueue/enqueue-emails.ts';
import { fitsSes } from '../../../shared/enqueue/fits-ses.ts';
import type { EntryAnswer } from '../../../shared/enqueue/put-entries.ts';
import { bytesOf, queueLimits } from '../../../shared/enqueue/queue-limits.ts';

const plain = { from: 'shop@example.com', to: ['jane@example.org'], subject: 'Hi', text: 'Hello' };
const attached = (bytes: number) => ({
  ...plain,
  attachments: [
    {
      filename: 'a.bin',
      contentType: 'application/octet-stream',
      content: Buffer.alloc(bytes, 7).toString('base64'),
    },
  ],
});
const megabyte = 1024 * 1024;

const world = (
  changes: Partial<EnqueuePorts> & { readonly answer?: (body: string) => EntryAnswer } = {},
) => {
  const put: {
    readonly lane: string;
    readonly body: string;
    readonly group?: string | undefined;
  }[] = [];
  const stored = new Map<string, string>();
  const order: string[] = [];
  let ids = 0;
  const ports: EnqueuePorts = {
    streams: basicStreams,
    putBatch: (lane) => async (items) => {
      order.push('put');
      put.push(...items.map(({ body, group }) => ({ lane, body, group })));
      return items.map(
        ({ body }) =>
          changes.answer?.(body) ?? { kind: 'queued', sqsMessageId: `sqs-${put.length}` },
      );
    },
    storePayload: async ({ bucket, key }, body) => {
      order.push('store');
      stored.set(`${bucket}/${key}`, body);
    },
    payloadBucket: async () => 'payload-bucket',
    fitsSes,
    isFair: false,
    clock: { now: () => Date.UTC(2026, 10, 22), sleepUntil: async () => undefined },
    random: () => 0,
    newId: () => {
      ids += 1;
      return `id-${ids}`;
    },
    ...changes,
  };
  return { ports, put, stored, order };
};

describe('enqueue-emails', () => {
  it('puts each message on the queue of its stream, and answers in their order', async () => {
    const { ports, put } = world();

    const results = await enqueueEmails(ports, [
      { ...plain, messageId: 'a' },
      { ...plain, messageId: 'b', stream: 'marketing' },
      { ...plain, messageId: 'c', stream: 'notifications', tenantId: 'acme' },
    ]);

    expect(results).toMatchObject([
      {
        kind: 'queued',
        messageId: 'a',
        tenantId: 'default',
        stream: 'transactional',
        lane: 'transactional',
        stored: undefined,
      },
      { kind: 'queued', messageId: 'b', stream: 'marketing', lane: 'bulk' },
      { kind: 'queued', messageId: 'c', stream: 'notifications', lane: 'bulk', tenantId: 'acme' },
    ]);
    expect(put.map(({ lane, body }) => [lane, JSON.parse(body).messageId])).toEqual([
      ['transactional', 'a'],
      ['bulk', 'b'],
      ['bulk', 'c'],
    ]);
  });

  it.each([
    [true, ['default', 'acme']],
    [false, [undefined, undefined]],
  ])('makes each tenant a group of its own, where that is wanted: %s', async (isFair, groups) => {
    const { ports, put } = world({ isFair });

    await enqueueEmails(ports, [
      { ...plain, messageId: 'a' },
      { ...plain, messageId: 'b', tenantId: 'acme' },
    ]);

    expect(put.map(({ group }) => group)).toEqual(groups);
  });

  it('makes an id where there is none, and tells it', async () => {
    const { ports, put } = world();

    const results = await enqueueEmails(ports, [plain]);

    expect(results).toMatchObject([{ messageId: 'id-1' }]);
    expect(JSON.parse(put[0]?.body ?? '')).toEqual({ ...plain, messageId: 'id-1' });
  });

  it('lists every problem of a message that breaks rules, does not send it, and sends the others', async () => {
    const { ports, put } = world();

    const results = await enqueueEmails(ports, [
      { ...plain, messageId: 'bad', to: ['nobody'], cc: ['x@'], bc: [] },
      { ...plain, messageId: 'good' },
    ]);

    expect(results).toMatchObject([
      {
        kind: 'invalid',
        messageId: 'bad',
        problems: [/^to\[0\]/, /^cc\[0\]/, /^bc/].map((place) => expect.stringMatching(place)),
      },
      { kind: 'queued', messageId: 'good' },
    ]);
    expect(put).toHaveLength(1);
  });

  it('has checked every message before it sends the first', async () => {
    const { ports, order } = world();
    const late = {
      ...plain,
      get text() {
        order.push('read');
        return 'Hello';
      },
    };

    await enqueueEmails(ports, [late, late]);

    expect(order.indexOf('put')).toBe(order.lastIndexOf('read') + 1);
  });

  it('says which message cannot be written as JSON', async () => {
    const { ports } = world();
    const data: Record<string, unknown> = {};
    data.self = data;

    const { text: _, subject: __, ...rest } = plain;
    const results = await enqueueEmails(ports, [{ ...rest, template: { name: 't', data } }, plain]);

    expect(results).toMatchObject([
      { kind: 'invalid', problems: [expect.stringMatching(/cannot be written as JSON/)] },
      { kind: 'queued' },
    ]);
  });

  it('says what the queue did not take, and hands the message back with its id', async () => {
    const { ports } = world({
      answer: () => ({ kind: 'refused', code: 'InternalError', isRetriable: true }),
    });

    expect(await enqueueEmails(ports, [plain])).toEqual([
      {
        kind: 'failed',
        messageId: 'id-1',
        message: { ...plain, messageId: 'id-1' },
        code: 'InternalError',
        cause: undefined,
      },
    ]);
  });

  it('stores what is too big for a queue before it queues where that lies', async () => {
    const { ports, put, stored, order } = world();
    const big = { ...attached(2 * megabyte), messageId: 'big', tenantId: 'acme' };

    const [result] = await enqueueEmails(ports, [big]);

    const s3 = { bucket: 'payload-bucket', key: 'payloads/acme/id-1.json' };
    expect(result).toMatchObject({ kind: 'queued', stored: s3 });
    expect(JSON.parse(put[0]?.body ?? '')).toEqual({
      messageId: 'big',
      tenantId: 'acme',
      stream: 'transactional',
      payload: { s3 },
    });
    expect(JSON.parse(stored.get(`${s3.bucket}/${s3.key}`) ?? '')).toEqual(big);
    expect(order).toEqual(['store', 'put']);
  });

  it('leaves on the queue what just fits, to the byte', async () => {
    const { ports, put } = world();
    const sized = (bytes: number) => {
      const empty = { ...plain, messageId: 'm', text: '' };
      return { ...empty, text: 'x'.repeat(bytes - bytesOf(JSON.stringify(empty))) };
    };

    const results = await enqueueEmails(ports, [
      sized(queueLimits.bytes),
      sized(queueLimits.bytes + 1),
    ]);

    expect(
      results.map((result) => result.kind === 'queued' && result.stored !== undefined),
    ).toEqual([false, true]);
    expect(put.map(({ body }) => bytesOf(body) <= queueLimits.bytes)).toEqual([true, true]);
  });

  it.each([
    ['by one of its attachments', attached(8 * megabyte), /^attachments\[0\].*more than 10 MB/],
    [
      'once all of it is encoded',
      { ...plain, text: `a${'='.repeat(9 * megabyte)}`, html: `a${'='.repeat(6 * megabyte)}` },
      /^message: comes to more than 40 MB/,
    ],
    ['as JSON', { ...plain, text: '\u0001'.repeat(3 * megabyte) }, /more than 16 MiB as JSON/],
  ])('refuses what could not be sent %s, and stores nothing', async (_, message, problem) => {
    const { ports, put, stored } = world();

    expect(await enqueueEmails(ports, [message])).toMatchObject([
      { kind: 'invalid', problems: [expect.stringMatching(problem)] },
    ]);
    expect(stored.size + put.length).toBe(0);
  });

  it('stores what is 16 MiB as JSON, to the byte', async () => {
    const { ports, stored } = world();
    const sized = (bytes: number) => {
      const empty = { ...plain, messageId: 'm', html: '' };
      const escapes = Math.floor((bytes - 1_000_000) / 6);
      const left = bytes - bytesOf(JSON.stringify(empty)) - escapes * 6;
      return { ...empty, html: `${'\u0001'.repeat(escapes)}${'x'.repeat(left)}` };
    };

    const results = await enqueueEmails(ports, [sized(16 * megabyte), sized(16 * megabyte + 1)]);

    expect(results.map(({ kind }) => kind)).toEqual(['queued', 'invalid']);
    expect([...stored.values()].map(bytesOf)).toEqual([16 * megabyte]);
  });

  it('refuses a number that JSON would turn into null, with its place', async () => {
    const { ports, put } = world();
    const { from, to } = plain;
    const template = (points: number) => ({ from, to, template: { name: 'W', data: { points } } });

    expect(
      await enqueueEmails(ports, [template(Number.POSITIVE_INFINITY), template(2 ** 60)]),
    ).toMatchObject([
      {
        kind: 'invalid',
        problems: [expect.stringMatching(/^template\.data\.points: is a number/)],
      },
      { kind: 'queued' },
    ]);
    expect(put).toHaveLength(1);
  });

  it('takes a mail of just under 10 MB, and more that its fields come to', async () => {
    const { ports } = world();

    const more = { ...attached(7.4 * megabyte), html: `<p>${'ü'.repeat(120_000)}</p>` };
    expect(await enqueueEmails(ports, [attached(7.2 * megabyte), more])).toMatchObject([
      { kind: 'queued' },
      { kind: 'queued' },
    ]);
  });

  it('does not queue a message whose object could not be stored', async () => {
    const cause = new Error('AccessDenied');
    const { ports, put } = world({ storePayload: () => Promise.reject(cause) });

    const results = await enqueueEmails(ports, [attached(2 * megabyte), plain]);

    expect(results).toMatchObject([{ kind: 'failed', code: 'Error', cause }, { kind: 'queued' }]);
    expect(put).toHaveLength(1);
  });

  it('says what to do with a big message where there is no bucket, and asks for a bucket only then', async () => {
    let asked = 0;
    const { ports } = world({
      payloadBucket: async () => {
        asked += 1;
        return undefined;
      },
    });

    await enqueueEmails(ports, [plain]);
    expect(asked).toBe(0);

    expect(await enqueueEmails(ports, [attached(2 * megabyte)])).toMatchObject([
      { kind: 'invalid', problems: [expect.stringMatching(/no payload bucket is named/)] },
    ]);
  });

  it('fails a big message, and no other, while its bucket cannot be found out', async () => {
    const cause = new Error('no way to SQS');
    const { ports } = world({ payloadBucket: () => Promise.reject(cause) });

    const results = await enqueueEmails(ports, [attached(2 * megabyte), plain]);

    expect(results).toMatchObject([
      { kind: 'failed', messageId: 'id-1', cause },
      { kind: 'queued' },
    ]);
  });

  it('writes characters that a queue does not take as escapes', async () => {
    const { ports, put } = world();

    await enqueueEmails(ports, [{ ...plain, text: 'a\uFFFEb\uFFFFc\u0000' }]);

    expect(put[0]?.body).not.toMatch(/[^\t\r\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u);
    expect(JSON.parse(put[0]?.body ?? '').text).toBe('a\uFFFEb\uFFFFc\u0000');
  });

  it('takes a template, whose mail SES puts together itself', async () => {
    const { ports, put } = world();

    const [answer] = await enqueueEmails(ports, [
      { from: plain.from, to: plain.to, template: { name: 'Welcome', data: { name: 'Jane' } } },
    ]);

    expect(answer).toMatchObject({ kind: 'queued' });
    expect(put).toHaveLength(1);
  });
});
