import type { RequestListener } from 'node:http';
import type { SESClient } from '@aws-sdk/client-ses';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { getSendQuota, sendByV1, sendingClient } from '../../../../shared/aws/ses/ses-mailer.ts';
import { type AnsweringServer, answeringServer } from '../../../support/answering-server.ts';
import { rawMail as raw, templatedMail as templated } from '../../../support/sample-mail.ts';

const accepted =
  '<SendRawEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendRawEmailResult><MessageId>ses-1</MessageId></SendRawEmailResult></SendRawEmailResponse>';
const errorXml = (code: string, message: string) =>
  `<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;

let answer: RequestListener;
let server: AnsweringServer<URLSearchParams>;
let client: SESClient;

beforeEach(async () => {
  server = await answeringServer(
    (text) => new URLSearchParams(text),
    (...both) => answer(...both),
  );
  process.env.AWS_ENDPOINT_URL_SES = server.url;
  Object.assign(process.env, {
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  client = sendingClient();
});
afterEach(async () => {
  client.destroy();
  await server.close();
});

const respond =
  (status: number, body: string): RequestListener =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'text/xml' }).end(body);

describe('sendByV1', () => {
  it('sends a raw mail with its envelope, set and tags', async () => {
    answer = respond(200, accepted);

    expect(await sendByV1(client)(raw)).toEqual({ kind: 'accepted', sesMessageId: 'ses-1' });

    expect(Object.fromEntries(server.requests[0]?.body ?? [])).toMatchObject({
      Action: 'SendRawEmail',
      'Destinations.member.1': 'jane@example.org',
      'Destinations.member.2': 'joe@example.org',
      ConfigurationSetName: 'set-transactional',
      'Tags.member.1.Name': 'pipeline-message',
      'Tags.member.1.Value': 'order-1',
      'RawMessage.Data': Buffer.from(raw.mime).toString('base64'),
    });
  });

  it('sends a templated mail with its recipients by role', async () => {
    answer = respond(200, accepted.replaceAll('SendRawEmail', 'SendTemplatedEmail'));

    expect((await sendByV1(client)(templated)).kind).toBe('accepted');

    expect(Object.fromEntries(server.requests[0]?.body ?? [])).toMatchObject({
      Action: 'SendTemplatedEmail',
      Template: 'welcome',
      TemplateData: '{"name":"Jane"}',
      'Destination.ToAddresses.member.1': 'jane@example.org',
      'Destination.CcAddresses.member.1': 'joe@example.org',
      'ReplyToAddresses.member.1': 'help@example.com',
    });
  });

  it.each([
    [
      'a throttle',
      respond(400, errorXml('Throttling', 'Maximum sending rate exceeded.')),
      'refused',
    ],
    ['a 500', respond(500, errorXml('InternalFailure', 'x')), 'unknown'],
    ['a 503 of a proxy', respond(503, '<html>'), 'unknown'],
    ['a reset', (_request, response) => void response.socket?.destroy(), 'unknown'],
    [
      'an answer without a message id',
      respond(200, '<SendRawEmailResponse><SendRawEmailResult/></SendRawEmailResponse>'),
      'unknown',
    ],
  ] as readonly (readonly [string, RequestListener, string])[])(
    'makes one request only, whatever comes back: %s',
    async (_, listener, kind) => {
      answer = listener;

      expect((await sendByV1(client)(raw)).kind).toBe(kind);
      expect(server.requests).toHaveLength(1);
    },
  );

  it('knows that nothing was sent when nobody listens', async () => {
    await server.close();

    const result = await sendByV1(client)(raw);

    expect(result).toMatchObject({ kind: 'refused', refusal: { kind: 'unreachable' } });
  });
});

describe('getSendQuota', () => {
  it.each([
    ['200.0', 200],
    ['-1.0', Number.POSITIVE_INFINITY],
  ])('reads a quota of %s as %s', async (max, expected) => {
    answer = respond(
      200,
      `<GetSendQuotaResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><GetSendQuotaResult><Max24HourSend>${max}</Max24HourSend><MaxSendRate>14.0</MaxSendRate><SentLast24Hours>3.0</SentLast24Hours></GetSendQuotaResult></GetSendQuotaResponse>`,
    );

    expect(await getSendQuota(client)()).toEqual({
      max24Hours: expected,
      maxPerSecond: 14,
      sentLast24Hours: 3,
    });
  });
});
