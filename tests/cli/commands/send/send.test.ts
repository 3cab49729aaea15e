import { describe, expect, it } from '@jest/globals';
import { send } from '../../../../cli/commands/send/send.ts';
import type {
  FollowChoice,
  QueuedEmail,
  SendOptions,
} from '../../../../cli/commands/send/send-io.ts';
import { basicStreams } from '../../../../shared/email/streams.ts';
import { enqueueEmails } from '../../../../shared/enqueue/enqueue-emails.ts';
import { fitsSes } from '../../../../shared/enqueue/fits-ses.ts';
import type { EntryAnswer } from '../../../../shared/enqueue/put-entries.ts';
import { capturedIo } from '../../captured-io.ts';

const nowMs = Date.UTC(2026, 2, 1, 9, 0, 0);

const files: Readonly<Record<string, string | Uint8Array>> = {
  'mark.json':
    '\uFEFF{"from":"hello@example.com","to":["ada@example.org"],"subject":"Hi","text":"Hello"}',
  'latin1.json': Buffer.from('{"from":"Büro <hello@example.com>"}', 'latin1'),
  'utf16.json': Buffer.from('\uFEFF{"from":"hello@example.com"}', 'utf16le'),
  'points.json':
    '{"from":"hello@example.com","to":["ada@example.org"],"template":{"name":"W","data":{"points":653247040368672769}}}',
  'invite.ics': 'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n',
  'empty.txt': '',
  'message.json':
    '{"from":"hello@example.com","to":["ada@example.org"],"subject":"Hi","text":"Hello","stream":"notifications","messageId":"own-1"}',
  'bulk.json': JSON.stringify({
    ...{ messageId: 'news-1', tenantId: 'acme', stream: 'marketing', from: 'hello@example.com' },
    ...{ subject: 'News', text: 'Hello' },
    destinations: [{ to: ['ada@example.org'] }, { to: ['nobody'] }, { to: ['bob@example.org'] }],
  }),
  'list.json': '[]',
  'broken.json': '{"from":',
  'invoices/März.pdf': '%PDF-1.4',
  blob: 'x',
};

const simple: SendOptions = {
  from: 'hello@example.com',
  to: ['ada@example.org'],
  subject: 'Hi',
  text: 'Hello',
};

const world = (answer: EntryAnswer = { kind: 'queued', sqsMessageId: 'sqs-1' }) => {
  const io = capturedIo();
  const followed: [string, FollowChoice][] = [];
  const put: { readonly lane: string; readonly message: Readonly<Record<string, unknown>> }[] = [];
  return {
    ...io,
    put,
    followed,
    newId: () => 'new-whole',
    followAll: async (
      whole: string,
      queued: readonly QueuedEmail[],
      options: Omit<FollowChoice, 'sendAfterMs'>,
    ) => {
      const ids = queued.map(({ messageId }) => messageId);
      followed.push([`${whole}: ${ids.join(' ')}`, { ...options, sendAfterMs: undefined }]);
      return 5;
    },
    follow: async (queued: QueuedEmail, options: FollowChoice) => {
      followed.push([queued.messageId, options]);
      return 5;
    },
    readFile: async (path: string) => {
      const text = files[path];
      if (text === undefined) throw new Error('no such file');
      return Buffer.from(text);
    },
    enqueue: (messages: readonly Readonly<Record<string, unknown>>[]) =>
      enqueueEmails(
        {
          streams: basicStreams,
          putBatch: (lane) => async (items) => {
            put.push(...items.map(({ body }) => ({ lane, message: JSON.parse(body) })));
            return items.map(() => answer);
          },
          storePayload: async () => undefined,
          payloadBucket: async () => undefined,
          fitsSes,
          isFair: false,
          clock: { now: () => nowMs, sleepUntil: async () => undefined },
          random: () => 0,
          newId: () => 'new-id',
        },
        messages,
      ),
  };
};

describe('send', () => {
  it('puts the message on the queue of its stream, and prints its id', async () => {
    const io = world();

    expect(await send({ ...simple, stream: 'marketing' }, io)).toBe(0);

    expect(io.put).toEqual([
      {
        lane: 'bulk',
        message: {
          messageId: 'new-id',
          from: 'hello@example.com',
          to: ['ada@example.org'],
          subject: 'Hi',
          text: 'Hello',
          stream: 'marketing',
        },
      },
    ]);
    expect(io.out).toEqual(['new-id']);
  });

  it('prints JSON when asked', async () => {
    const io = world();

    await send({ ...simple, tenant: 'acme', id: 'order-1', json: true }, io);

    expect(io.out.map((line) => JSON.parse(line))).toEqual([
      {
        messageId: 'order-1',
        tenantId: 'acme',
        stream: 'transactional',
        lane: 'transactional',
        sqsMessageId: 'sqs-1',
      },
    ]);
  });

  it('takes copies, answers, headers and attachments', async () => {
    const io = world();

    const code = await send(
      {
        ...simple,
        cc: ['b@example.org'],
        bcc: ['c@example.org'],
        replyTo: ['d@example.org'],
        header: ['X-Order: 7: a'],
        attach: ['invoices/März.pdf', 'blob'],
      },
      io,
    );

    expect(code).toBe(0);
    expect(io.put[0]?.message).toMatchObject({
      cc: ['b@example.org'],
      bcc: ['c@example.org'],
      replyTo: ['d@example.org'],
      headers: { 'X-Order': '7: a' },
      attachments: [
        {
          filename: 'März.pdf',
          contentType: 'application/pdf',
          content: Buffer.from('%PDF-1.4').toString('base64'),
        },
        {
          filename: 'blob',
          contentType: 'application/octet-stream',
          content: Buffer.from('x').toString('base64'),
        },
      ],
    });
  });

  it('takes a template and its data', async () => {
    const io = world();

    expect(
      await send(
        {
          from: 'hello@example.com',
          to: ['ada@example.org'],
          template: 'welcome',
          data: '{"name":"Ada"}',
        },
        io,
      ),
    ).toBe(0);

    expect(io.put[0]?.message).toMatchObject({
      template: { name: 'welcome', data: { name: 'Ada' } },
    });
  });

  it('reads a message from a file; options go before what it says', async () => {
    const io = world();

    expect(await send({ file: 'message.json', subject: 'Other' }, io)).toBe(0);

    expect(io.put).toEqual([
      {
        lane: 'bulk',
        message: expect.objectContaining({ messageId: 'own-1', subject: 'Other', text: 'Hello' }),
      },
    ]);
  });

  it('reads a file that begins with a byte order mark', async () => {
    const io = world();

    expect(await send({ file: 'mark.json' }, io)).toBe(0);
    expect(io.put).toMatchObject([{ message: { subject: 'Hi' } }]);
  });

  it('takes a header whose name has one letter', async () => {
    const io = world();

    expect(await send({ ...simple, header: ['X: 1'] }, io)).toBe(0);
    expect(io.put[0]?.message).toMatchObject({ headers: { X: '1' } });
  });

  it('attaches an invitation with its method, and an empty file', async () => {
    const io = world();

    expect(await send({ ...simple, attach: ['invite.ics', 'empty.txt'] }, io)).toBe(0);
    expect(io.put[0]?.message).toMatchObject({
      attachments: [
        { filename: 'invite.ics', contentType: 'text/calendar; charset=utf-8; method=REQUEST' },
        { filename: 'empty.txt', content: '' },
      ],
    });
  });

  it.each([
    { file: 'points.json' },
    { ...simple, template: 'W', data: '{"points": 653247040368672769}' },
  ] satisfies readonly SendOptions[])(
    'refuses a number whose digits it would change, in %j',
    async (options) => {
      const io = world();

      expect(await send(options, io)).toBe(3);
      expect(io.err[1]).toMatch(/^ {2}template\.data\.points: is a number whose digits/);
      expect(io.put).toEqual([]);
    },
  );

  it('looks at the data that is sent, not at what it stands for', async () => {
    const io = world();

    expect(await send({ file: 'points.json', template: 'W', data: '{"points": 1}' }, io)).toBe(0);
  });

  it('prints every problem of an invalid message, and puts nothing', async () => {
    const io = world();

    expect(
      await send({ ...simple, to: ['nobody'], header: ['Bcc: x@example.org'], json: true }, io),
    ).toBe(3);

    expect(io.put).toEqual([]);
    const { messageId, problems } = JSON.parse(io.out[0] ?? '');
    expect(messageId).toBeNull();
    expect(problems).toEqual([
      expect.stringMatching(/^to\[0\]/),
      expect.stringMatching(/^headers\.Bcc/),
    ]);
    expect(io.err).toHaveLength(3);
  });

  it.each([
    [{ ...simple, header: ['no colon'] }, /Name: value/],
    [{ ...simple, header: [': no name'] }, /Name: value/],
    [{ file: 'latin1.json' }, /^latin1\.json is not UTF-8.*; save it as UTF-8\.$/],
    [{ file: 'utf16.json' }, /^utf16\.json is UTF-16.*; save it as UTF-8\.$/],
    [{ ...simple, data: '{}' }, /--template/],
    [{ ...simple, template: 't', data: '[1]' }, /--data is not a JSON object/],
    [{ file: 'missing.json' }, /missing\.json cannot be read/],
    [{ file: 'list.json' }, /list\.json is not a JSON object/],
    [{ file: 'broken.json' }, /broken\.json is not a JSON object/],
    [{ ...simple, attach: ['missing.pdf'] }, /missing\.pdf cannot be read/],
  ] satisfies readonly [SendOptions, RegExp][])(
    'says what is wrong with the options %o',
    async (options, problem) => {
      const io = world();

      expect(await send(options, io)).toBe(2);

      expect(io.err.join('\n')).toMatch(problem);
      expect(io.put).toEqual([]);
    },
  );

  it('fails when the queue refuses the message', async () => {
    const io = world({ kind: 'refused', code: 'InvalidMessageContents', isRetriable: false });

    expect(await send(simple, io)).toBe(1);

    expect(io.out).toEqual([]);
    expect(io.err.join()).toMatch(/characters that SQS does not accept/);
  });

  it('leaves it to its caller to say why the pipeline cannot be reached', async () => {
    const cause = new Error('connect ECONNREFUSED');
    const io = world({ kind: 'refused', code: 'Error', isRetriable: false, cause });

    await expect(send(simple, io)).rejects.toBe(cause);
  });
});

describe('send --wait', () => {
  it.each([
    [true, 60],
    ['5', 5],
  ])(
    'with %j follows the mail for %i seconds, and exits as its end says',
    async (wait, seconds) => {
      const io = world();

      expect(await send({ ...simple, id: 'order-1', wait, json: true }, io)).toBe(5);

      expect(io.followed).toEqual([['order-1', { seconds, json: true, sendAfterMs: undefined }]]);
      expect(io.out).toEqual([]);
    },
  );

  it.each(['0', '-1', 'soon', '86401', ''])(
    'refuses %j seconds before anything is queued',
    async (wait) => {
      const io = world();

      expect(await send({ ...simple, wait }, io)).toBe(2);
      expect([io.put, io.err]).toEqual([[], [expect.stringContaining('--wait takes')]]);
    },
  );

  it('follows nothing that was not queued', async () => {
    const io = world();

    expect(await send({ ...simple, to: ['nobody'], wait: true }, io)).toBe(3);
    expect(io.followed).toEqual([]);
  });
});

describe('send of a message to several destinations', () => {
  it('puts one message to each, prints the id of each, and says where one is invalid', async () => {
    const io = world();

    expect(await send({ file: 'bulk.json' }, io)).toBe(3);

    expect(io.put.map(({ lane, message }) => [lane, message.to])).toEqual([
      ['bulk', ['ada@example.org']],
      ['bulk', ['bob@example.org']],
    ]);
    expect(io.out).toEqual(['news-1.1', 'news-1.3']);
    expect(io.err).toEqual([
      'The message was not sent to 1 of 3 destinations:',
      '  destinations[1].to[0]: has no domain; write name@domain',
    ]);
  });

  it('prints one JSON object per destination', async () => {
    const io = world();

    await send({ file: 'bulk.json', json: true }, io);

    const queued = { tenantId: 'acme', stream: 'marketing', lane: 'bulk', sqsMessageId: 'sqs-1' };
    expect(io.out.map((line) => JSON.parse(line))).toEqual([
      { messageId: 'news-1.1', ...queued },
      { messageId: 'news-1.2', problems: ['to[0]: has no domain; write name@domain'] },
      { messageId: 'news-1.3', ...queued },
    ]);
  });

  it('sends nothing when it is not clear what to send to whom', async () => {
    const io = world();

    expect(await send({ file: 'bulk.json', to: ['eve@example.org'], json: true }, io)).toBe(3);

    expect(io.put).toEqual([]);
    const problem = 'to: cannot be combined with destinations; put it into each destination';
    expect(io.out).toEqual([JSON.stringify({ messageId: null, problems: [problem] })]);
  });

  it('says by which id to send it again when the queue did not take all', async () => {
    const io = world({ kind: 'refused', code: 'Unavailable', isRetriable: false });

    expect(await send({ file: 'bulk.json' }, io)).toBe(1);

    expect(io.err.slice(-2)).toEqual([
      '2 of 2 messages may not be on the queue. Send the same again with --id news-1: nobody gets a second mail.',
      'The queue refused it: Unavailable.',
    ]);
  });

  it('leaves a pipeline that cannot be reached to be explained, after the id', async () => {
    const cause = new Error('unreachable');
    const io = world({ kind: 'refused', code: 'TimeoutError', isRetriable: false, cause });

    await expect(send({ file: 'bulk.json' }, io)).rejects.toBe(cause);

    expect(io.err.at(-1)).toContain('again with --id news-1:');
  });

  it('follows those that are on the queue, with the time that --wait gives', async () => {
    const io = world();

    expect(await send({ file: 'bulk.json', wait: '120' }, io)).toBe(3);

    expect(io.followed).toEqual([
      ['news-1: news-1.1 news-1.3', { seconds: 120, json: false, sendAfterMs: undefined }],
    ]);
  });
});
