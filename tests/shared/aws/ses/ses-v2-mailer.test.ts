import type { RequestListener } from 'node:http';
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sendByV2, sendingClientV2 } from '../../../../shared/aws/ses/ses-v2-mailer.ts';
import type { Mail } from '../../../../shared/ses-api/ports.ts';
import {
  type AnsweringServer,
  answeringServer,
  readJson,
  respondJson as respond,
} from '../../../support/answering-server.ts';
import { rawMail as raw, templatedMail as templated } from '../../../support/sample-mail.ts';

let answer: RequestListener;
let server: AnsweringServer<unknown>;
let client: SESv2Client;

beforeEach(async () => {
  server = await answeringServer(readJson, (...both) => answer(...both));
  client = sendingClientV2({
    endpoint: server.url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});
afterEach(async () => {
  client.destroy();
  await server.close();
});

const accepts = respond(200, { MessageId: 'ses-1' });
const send = (mail: Mail) => sendByV2(client)(mail);

describe('sendByV2', () => {
  it('sends a raw mail with its envelope, set, tags and nothing more', async () => {
    answer = accepts;

    expect(await send(raw)).toEqual({ kind: 'accepted', sesMessageId: 'ses-1' });

    expect(server.requests).toEqual([
      {
        path: 'POST /v2/email/outbound-emails',
        body: {
          FromEmailAddress: '"Zoë" <shop@example.com>',
          Destination: { ToAddresses: ['jane@example.org', 'joe@example.org'] },
          Content: { Raw: { Data: Buffer.from(raw.mime).toString('base64') } },
          EmailTags: [{ Name: 'pipeline-message', Value: 'order-1' }],
          ConfigurationSetName: 'set-transactional',
        },
      },
    ]);
  });

  it('sends a template with its recipients by role, and its headers', async () => {
    answer = accepts;

    expect((await send({ ...templated, headers: { 'X-Order': '7' } })).kind).toBe('accepted');

    expect(server.requests).toMatchObject([
      {
        body: {
          Destination: {
            ToAddresses: ['jane@example.org'],
            CcAddresses: ['joe@example.org'],
            BccAddresses: [],
          },
          ReplyToAddresses: ['help@example.com'],
          Content: {
            Template: {
              TemplateName: 'welcome',
              TemplateData: '{"name":"Jane"}',
              Headers: [{ Name: 'X-Order', Value: '7' }],
            },
          },
        },
      },
    ]);
  });

  it('sends a template in the call, with files and pictures', async () => {
    answer = accepts;
    const file = { contentType: 'text/plain', bytes: Buffer.from('one') };

    await send({
      ...templated,
      template: { kind: 'inline', subject: 'Hi', text: undefined, html: '<img src="cid:logo">' },
      attachments: [
        { ...file, filename: 'a.txt', contentId: undefined },
        { ...file, filename: 'logo.png', contentId: 'logo' },
      ],
    });

    expect(server.requests).toMatchObject([
      {
        body: {
          Content: {
            Template: {
              TemplateContent: { Subject: 'Hi', Html: '<img src="cid:logo">' },
              TemplateData: '{"name":"Jane"}',
              Attachments: [
                { FileName: 'a.txt', ContentType: 'text/plain', RawContent: 'b25l' },
                {
                  FileName: 'logo.png',
                  RawContent: 'b25l',
                  ContentId: 'logo',
                  ContentDisposition: 'INLINE',
                },
              ],
            },
          },
        },
      },
    ]);
  });

  it('names SES tenant, tracking and contact list', async () => {
    answer = accepts;

    await send({
      ...raw,
      sesTenant: 'acme',
      tracking: { opens: false, clicks: true },
      listManagement: { contactList: 'news', topic: 'weekly' },
    });

    expect(server.requests).toMatchObject([
      {
        body: {
          TenantName: 'acme',
          ConfigurationOverrides: {
            Tracking: { OpenTrackingEnabled: 'DISABLED', ClickTrackingEnabled: 'ENABLED' },
          },
          ListManagementOptions: { ContactListName: 'news', TopicName: 'weekly' },
        },
      },
    ]);
  });

  it.each([
    [
      'a throttle',
      respond(429, { message: 'Maximum sending rate exceeded.' }, 'TooManyRequestsException'),
      { kind: 'refused', refusal: { kind: 'rate', code: 'TooManyRequestsException' } },
    ],
    [
      'the quota',
      respond(429, { message: 'Daily message quota exceeded.' }, 'TooManyRequestsException'),
      { kind: 'refused', refusal: { kind: 'quota' } },
    ],
    [
      'a fault of the request',
      respond(400, { message: 'Local address contains control' }, 'BadRequestException:http://x'),
      { kind: 'refused', refusal: { kind: 'message', code: 'BadRequestException' } },
    ],
    [
      'a tenant without the identity',
      respond(
        403,
        { message: 'Tenant not associated with resources [arn:aws:ses:x:1:identity/jane@x.org].' },
        'AccessDeniedException',
      ),
      {
        kind: 'refused',
        refusal: { kind: 'configuration', cause: 'Tenant not associated with resources …' },
      },
    ],
    ['a 500', respond(500, { message: 'x' }, 'InternalServiceErrorException'), { kind: 'unknown' }],
    [
      'a 503 of a proxy',
      (_request, response) => response.writeHead(503).end('<html>'),
      { kind: 'unknown' },
    ],
    [
      'a 403 of a proxy',
      (_request, response) => response.writeHead(403).end('<html>'),
      { kind: 'refused', refusal: { kind: 'unreachable', code: 'HTTP 403' } },
    ],
    [
      'a 403 without a code',
      respond(403, { message: 'Forbidden' }),
      { kind: 'refused', refusal: { kind: 'unreachable', code: 'HTTP 403' } },
    ],
    [
      'a 413 of a proxy',
      (_request, response) => response.writeHead(413).end('<html>'),
      { kind: 'refused', refusal: { kind: 'message', code: 'HTTP 413' } },
    ],
    [
      'a 200 of a proxy',
      (_request, response) => response.writeHead(200).end('<html>'),
      { kind: 'unknown' },
    ],
    ['a reset', (_request, response) => void response.socket?.destroy(), { kind: 'unknown' }],
    ['an answer without a message id', respond(200, {}), { kind: 'unknown' }],
  ] as readonly (readonly [string, RequestListener, object])[])(
    'makes one request only, whatever comes back: %s',
    async (_, listener, expected) => {
      answer = listener;

      expect(await send({ ...raw, sesTenant: 'acme' })).toMatchObject(expected);
      expect(server.requests).toHaveLength(1);
    },
  );

  it('knows that nothing was sent when nobody listens', async () => {
    await server.close();

    expect(await send(raw)).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'unreachable' },
    });
  });
});
