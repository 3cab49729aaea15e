import {
  GetSendQuotaCommand,
  GetSendStatisticsCommand,
  ListIdentitiesCommand,
  SESClient,
  SendBulkTemplatedEmailCommand,
  SendEmailCommand,
  SendRawEmailCommand,
  SendTemplatedEmailCommand,
} from '@aws-sdk/client-ses';
import {
  GetAccountCommand,
  ListEmailIdentitiesCommand,
  SESv2Client,
  SendBulkEmailCommand,
  SendEmailCommand as SendEmailV2Command,
} from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import nodemailer from 'nodemailer';
import {
  accessKeyId,
  DoorWorld,
  region,
  secretAccessKey,
  startDoor,
} from '../../fakes/ses-door-world.ts';

// The SDKs of AWS as they are: only endpoint and keys are others.

let world: DoorWorld;
let door: Awaited<ReturnType<typeof startDoor>>;
let v1: SESClient;
let v2: SESv2Client;

beforeAll(async () => {
  world = new DoorWorld();
  // The door sees the world of each test.
  door = await startDoor(new Proxy(world, { get: (_, name) => Reflect.get(world, name) }));
  const options = {
    ...{ region, endpoint: door.url, credentials: { accessKeyId, secretAccessKey } },
    maxAttempts: 1,
  };
  v1 = new SESClient(options);
  v2 = new SESv2Client(options);
});

beforeEach(() => {
  world = new DoorWorld();
});

afterAll(async () => {
  v1?.destroy();
  v2?.destroy();
  await door?.close();
});

const Destination = { ToAddresses: ['Zoë, Q <b@example.org>'], BccAddresses: ['c@example.org'] };

const caught = async (sending: Promise<unknown>): Promise<Error> => {
  try {
    await sending;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('It was not refused.');
};

describe('the SES endpoint', () => {
  it('queues SendEmail of API v1, text and all', async () => {
    const { MessageId } = await v1.send(
      new SendEmailCommand({
        Source: '"Zoë, Shop" <shop@example.com>',
        Destination,
        ReplyToAddresses: ['=?utf-8?q?Hilfe_=C3=BC?= <help@example.com>'],
        Message: {
          Subject: { Data: 'Grüße & <mehr>', Charset: 'UTF-8' },
          Body: { Text: { Data: 'Text +%\n' }, Html: { Data: '<p>ü</p>' } },
        },
        Tags: [{ Name: 'campaign', Value: 'spring' }],
        ConfigurationSetName: 'acme-dev-marketing',
      }),
    );

    expect(world.queued).toEqual([
      {
        messageId: MessageId,
        tenantId: 'acme',
        stream: 'marketing',
        from: { name: 'Zoë, Shop', address: 'shop@example.com' },
        to: [{ name: 'Zoë, Q', address: 'b@example.org' }],
        cc: [],
        bcc: ['c@example.org'],
        replyTo: [{ name: 'Hilfe ü', address: 'help@example.com' }],
        subject: 'Grüße & <mehr>',
        text: 'Text +%\n',
        html: '<p>ü</p>',
        tags: { campaign: 'spring' },
      },
    ]);
  });

  it('queues SendRawEmail, byte by byte, to the envelope and not to its headers', async () => {
    const mime = Buffer.from(
      'From: shop@example.com\r\nTo: shown@example.org\r\nBcc: hidden@example.org\r\nSubject: x\r\n\r\n\x80\xff\r\n',
      'latin1',
    );
    await v1.send(
      new SendRawEmailCommand({ RawMessage: { Data: mime }, Destinations: ['b@example.org'] }),
    );

    expect(world.queued).toMatchObject([
      { from: 'shop@example.com', to: ['b@example.org'], raw: mime.toString('base64') },
    ]);
  });

  it('takes the recipients of a raw mail from its headers where the call names none', async () => {
    const mime = Buffer.from(
      'From: shop@example.com\r\nTo: a@example.org, "Doe, J" <b@example.org>\r\nCc: c@example.org\r\nBcc: d@example.org\r\n\r\nHi\r\n',
    );
    await v1.send(new SendRawEmailCommand({ RawMessage: { Data: mime } }));

    expect(world.queued[0]?.to).toEqual(['a', 'b', 'c', 'd'].map((name) => `${name}@example.org`));
  });

  it('queues templates of API v1, one by one and in bulk', async () => {
    await v1.send(
      new SendTemplatedEmailCommand({
        ...{ Source: 'shop@example.com', Destination, Template: 'Welcome' },
        TemplateData: '{"name":"Zoë","n":1}',
      }),
    );
    const { Status } = await v1.send(
      new SendBulkTemplatedEmailCommand({
        Source: 'shop@example.com',
        Template: 'Welcome',
        DefaultTemplateData: '{"name":"you","place":"Ulm"}',
        DefaultTags: [{ Name: 'a', Value: '1' }],
        Destinations: [
          { Destination, ReplacementTemplateData: '{"name":"B","__proto__":{"x":1}}' },
          { Destination: { ToAddresses: ['broken'] } },
        ],
      }),
    );

    expect(Status).toEqual([
      { Status: 'Success', MessageId: expect.any(String) },
      { Status: 'InvalidParameterValue', Error: "Missing final '@domain'" },
    ]);
    expect(world.queued).toMatchObject([
      { template: { name: 'Welcome', data: { name: 'Zoë', n: 1 } } },
      { template: { name: 'Welcome', data: { name: 'B', place: 'Ulm' } }, tags: { a: '1' } },
    ]);
  });

  it('queues SendEmail of API v2 with headers, attachments, tracking and a contact list', async () => {
    const { MessageId } = await v2.send(
      new SendEmailV2Command({
        FromEmailAddress: 'shop@example.com',
        Destination: { CcAddresses: ['b@example.org'] },
        Content: {
          Simple: {
            Subject: { Data: 'Hi' },
            Body: { Text: { Data: 'Text' } },
            Headers: [{ Name: 'List-Unsubscribe', Value: '<https://example.com/u?=?>' }],
            Attachments: [
              { FileName: 'a.pdf', RawContent: Buffer.from([0, 255]), ContentId: '<logo>' },
            ],
          },
        },
        EmailTags: [{ Name: 'campaign', Value: 'spring' }],
        ConfigurationOverrides: { Tracking: { OpenTrackingEnabled: 'DISABLED' } },
        ListManagementOptions: { ContactListName: 'news', TopicName: 'weekly' },
      }),
    );

    expect(world.queued).toEqual([
      {
        messageId: MessageId,
        ...{ tenantId: 'acme', stream: 'transactional', from: 'shop@example.com' },
        ...{ to: [], cc: ['b@example.org'], bcc: [], subject: 'Hi', text: 'Text' },
        headers: { 'List-Unsubscribe': '<https://example.com/u?=?>' },
        attachments: [
          {
            ...{ filename: 'a.pdf', contentType: 'application/pdf', contentId: 'logo' },
            content: 'AP8=',
          },
        ],
        tags: { campaign: 'spring' },
        tracking: { opens: false },
        listManagement: { contactList: 'news', topic: 'weekly' },
      },
    ]);
  });

  it('queues SendBulkEmail of API v2, each entry with its own answer', async () => {
    const { BulkEmailEntryResults } = await v2.send(
      new SendBulkEmailCommand({
        FromEmailAddress: 'shop@example.com',
        DefaultContent: { Template: { TemplateName: 'News', TemplateData: '{"a":1}' } },
        BulkEmailEntries: [
          {
            Destination: { ToAddresses: ['b@example.org'] },
            ReplacementHeaders: [{ Name: 'X-Order', Value: '7' }],
          },
          { Destination: { ToAddresses: ['nobody'] } },
        ],
      }),
    );

    expect(BulkEmailEntryResults).toMatchObject([
      { Status: 'SUCCESS' },
      { Status: 'INVALID_PARAMETER' },
    ]);
    expect(world.queued).toMatchObject([
      { template: { name: 'News', data: { a: 1 } }, headers: { 'X-Order': '7' } },
    ]);
  });

  it('queues a template in the call, with an attachment beside it', async () => {
    await v2.send(
      new SendEmailV2Command({
        FromEmailAddress: 'shop@example.com',
        Destination: { ToAddresses: ['b@example.org'] },
        Content: {
          Template: {
            TemplateContent: { Subject: 'Hi {{name}}', Text: 'Dear {{name}}' },
            TemplateData: '{"name":"Zoë"}',
            Attachments: [{ FileName: 'a.txt', RawContent: Buffer.from('one') }],
          },
        },
      }),
    );

    expect(world.queued).toMatchObject([
      {
        template: {
          content: { subject: 'Hi {{name}}', text: 'Dear {{name}}' },
          data: { name: 'Zoë' },
        },
        attachments: [{ filename: 'a.txt', contentType: 'text/plain', content: 'b25l' }],
      },
    ]);
  });

  it("is nodemailer's SES transport as it is", async () => {
    const transport = nodemailer.createTransport({
      SES: { sesClient: v2, SendEmailCommand: SendEmailV2Command },
    });
    const info = await transport.sendMail({
      ...{ from: 'shop@example.com', to: 'Zoë <b@example.org>', bcc: 'c@example.org' },
      ...{ subject: 'Grüße', text: 'Text', attachments: [{ filename: 'a', content: 'x' }] },
    });

    expect(info.messageId).toContain(String(world.queued[0]?.messageId));
    expect(world.queued).toMatchObject([
      { from: 'shop@example.com', to: ['b@example.org', 'c@example.org'] },
    ]);
  });

  it('tells quota, statistics and account as SES does', async () => {
    const startMs = Date.UTC(2026, 2, 1, 9);
    world.hours = [{ startMs, sent: 10, bounced: 2, complained: 1 }];

    expect(await v1.send(new GetSendQuotaCommand({}))).toMatchObject({
      ...{ Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: 1_234 },
    });
    const { SendDataPoints } = await v1.send(new GetSendStatisticsCommand({}));
    expect(SendDataPoints).toEqual([
      {
        ...{ Timestamp: new Date(startMs), DeliveryAttempts: 10 },
        ...{ Bounces: 2, Complaints: 1, Rejects: 0 },
      },
    ]);
    expect(await v2.send(new GetAccountCommand({}))).toMatchObject({
      ProductionAccessEnabled: true,
      SendingEnabled: true,
      SendQuota: { Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: 1_234 },
    });
  });

  it('says of a quota without a limit -1, and that the sandbox is the sandbox', async () => {
    world.account = {
      quota: { max24Hours: Number.POSITIVE_INFINITY, maxPerSecond: 14, sentLast24Hours: 1 },
      isSending: false,
    };
    expect(await v1.send(new GetSendQuotaCommand({}))).toMatchObject({ Max24HourSend: -1 });

    world.account = {
      quota: { max24Hours: 200, maxPerSecond: 1, sentLast24Hours: 1 },
      isSending: false,
    };
    expect(await v2.send(new GetAccountCommand({}))).toMatchObject({
      ProductionAccessEnabled: false,
      SendingEnabled: false,
    });
  });

  it('refuses calls that it does not take, and says which it takes', async () => {
    expect(await caught(v1.send(new ListIdentitiesCommand({})))).toMatchObject({
      name: 'InvalidAction',
      message: expect.stringContaining('SendRawEmail'),
    });
    expect(await caught(v2.send(new ListEmailIdentitiesCommand({})))).toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringContaining('SendBulkEmail'),
    });
  });

  it('stores what is too big for a queue, and queues its place', async () => {
    const text = 'x'.repeat(2_000_000);
    const { MessageId } = await v1.send(
      new SendEmailCommand({
        Source: 'shop@example.com',
        Destination,
        Message: { Subject: { Data: '' }, Body: { Text: { Data: text } } },
      }),
    );

    const [key] = world.stored.keys();
    expect(world.queued).toEqual([
      {
        ...{ messageId: MessageId, tenantId: 'acme', stream: 'transactional' },
        payload: { s3: { bucket: 'payloads', key } },
      },
    ]);
    expect(JSON.parse(world.stored.get(key ?? '') ?? '').text).toBe(text);
  });

  it('answers a passing failure when the queue does not take the mail', async () => {
    world.queue = () => ({ kind: 'refused', code: 'AccessDenied', isRetriable: false });
    const mail = new SendEmailV2Command({
      FromEmailAddress: 'shop@example.com',
      Destination,
      Content: { Simple: { Subject: { Data: 'x' }, Body: { Text: { Data: 'x' } } } },
    });

    expect(await caught(v2.send(mail))).toMatchObject({
      name: 'ServiceUnavailableException',
      $metadata: { httpStatusCode: 503 },
    });
    expect(world.queued).toEqual([]);
  });

  it('lets an SDK repeat a request whose answer was lost: it is one mail', async () => {
    let lost = 2;
    world.queue = () => {
      lost -= 1;
      // The queue has the mail, and the answer says that it has not.
      return lost >= 0
        ? { kind: 'refused', code: 'Lost', isRetriable: false }
        : { kind: 'queued', sqsMessageId: 'sqs' };
    };
    const ids: string[] = [];
    const queue = world.queue;
    world.queue = (body) => {
      ids.push(JSON.parse(body).messageId);
      return queue(body);
    };
    const repeating = new SESClient({
      ...{ region, endpoint: door.url, credentials: { accessKeyId, secretAccessKey } },
      maxAttempts: 3,
    });
    const { MessageId } = await repeating.send(
      new SendEmailCommand({
        Source: 'shop@example.com',
        Destination,
        Message: { Subject: { Data: 'x' }, Body: { Text: { Data: 'x' } } },
      }),
    );
    repeating.destroy();

    expect(ids).toEqual([MessageId, MessageId, MessageId]);
  });
});
