import type { RequestListener } from 'node:http';
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sendJointlyByV2 } from '../../../../shared/aws/ses/ses-v2-joint-mailer.ts';
import { sendingClientV2 } from '../../../../shared/aws/ses/ses-v2-mailer.ts';
import type { JointAnswer, TemplatedMail } from '../../../../shared/ses-api/ports.ts';
import type { NonEmpty } from '../../../../shared/system/non-empty.ts';
import { simulateSes } from '../../../simulator/simulated-ses.ts';
import {
  type AnsweringServer,
  answeringServer,
  readJson,
  respondJson as respond,
} from '../../../support/answering-server.ts';
import { templatedMail } from '../../../support/sample-mail.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

const clientOf = (endpoint: string): SESv2Client => {
  const client = sendingClientV2({
    ...{ endpoint, region: 'eu-central-1' },
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  cleanups.push(() => client.destroy());
  return client;
};

const mailTo = (address: string, changes: Partial<TemplatedMail> = {}): TemplatedMail => ({
  ...templatedMail,
  ...{ destinations: [address], to: [address], cc: [] },
  ...changes,
});
const two: NonEmpty<TemplatedMail> = [mailTo('jane@example.org'), mailTo('joe@example.org')];

describe('sendJointlyByV2', () => {
  let answer: RequestListener;
  let server: AnsweringServer<unknown>;
  let send: (mails: NonEmpty<TemplatedMail>) => Promise<JointAnswer>;

  beforeEach(async () => {
    server = await answeringServer(readJson, (...both) => answer(...both));
    cleanups.push(server.close);
    send = sendJointlyByV2(clientOf(server.url));
  });

  const results = (...BulkEmailEntryResults: readonly object[]): RequestListener =>
    respond(200, { BulkEmailEntryResults });

  it('writes what is common once, and an entry for each mail', async () => {
    answer = results({ Status: 'SUCCESS', MessageId: 'a' }, { Status: 'SUCCESS', MessageId: 'b' });
    const template = { kind: 'inline', subject: 'Hi', text: 'You', html: undefined } as const;
    const common = { template, sesTenant: 'acme' };

    const given = await send([
      mailTo('jane@example.org', { ...common, headers: { 'X-Order': '7' } }),
      mailTo('joe@example.org', {
        ...common,
        ...{ to: [], bcc: ['joe@example.org'] },
        ...{ templateData: '{"name":"Joe"}', tags: { 'pipeline-message': 'order-2' } },
      }),
    ]);

    expect(given).toEqual({
      kind: 'answered',
      answers: [
        { kind: 'accepted', sesMessageId: 'a' },
        { kind: 'accepted', sesMessageId: 'b' },
      ],
    });
    expect(server.requests).toEqual([
      {
        path: 'POST /v2/email/outbound-bulk-emails',
        body: {
          FromEmailAddress: '"Zoë" <shop@example.com>',
          ReplyToAddresses: ['help@example.com'],
          ConfigurationSetName: 'set-transactional',
          TenantName: 'acme',
          DefaultContent: {
            Template: {
              TemplateContent: { Subject: 'Hi', Text: 'You' },
              TemplateData: '{}',
            },
          },
          BulkEmailEntries: [
            {
              Destination: {
                ToAddresses: ['jane@example.org'],
                CcAddresses: [],
                BccAddresses: [],
              },
              ReplacementTags: [{ Name: 'pipeline-message', Value: 'order-1' }],
              ReplacementHeaders: [{ Name: 'X-Order', Value: '7' }],
              ReplacementEmailContent: {
                ReplacementTemplate: { ReplacementTemplateData: '{"name":"Jane"}' },
              },
            },
            {
              Destination: {
                ToAddresses: [],
                CcAddresses: [],
                BccAddresses: ['joe@example.org'],
              },
              ReplacementTags: [{ Name: 'pipeline-message', Value: 'order-2' }],
              ReplacementHeaders: [],
              ReplacementEmailContent: {
                ReplacementTemplate: { ReplacementTemplateData: '{"name":"Joe"}' },
              },
            },
          ],
        },
      },
    ]);
  });

  const unknown = { kind: 'unknown' };
  it.each([
    [
      'a throttle of one',
      results({ Status: 'SUCCESS', MessageId: 'a' }, { Status: 'ACCOUNT_THROTTLED' }),
      {
        kind: 'answered',
        answers: [{ kind: 'accepted' }, { kind: 'refused', refusal: { kind: 'rate' } }],
      },
    ],
    [
      'too few results',
      results({ Status: 'SUCCESS', MessageId: 'a' }),
      { kind: 'answered', answers: [unknown, unknown] },
    ],
    ['no results', respond(200, {}), { kind: 'answered', answers: [unknown, unknown] }],
    [
      'a throttle of all',
      respond(429, { message: 'Maximum sending rate exceeded.' }, 'TooManyRequestsException'),
      { kind: 'refused', refusal: { kind: 'rate', cause: 'Maximum sending rate exceeded.' } },
    ],
    [
      'a throttle of calls',
      respond(429, { message: 'Rate exceeded' }, 'TooManyRequestsException'),
      { kind: 'refused', refusal: { kind: 'rate', cause: 'Rate exceeded' } },
    ],
    [
      'a request that is not permitted',
      respond(403, { message: 'not authorized' }, 'AccessDeniedException'),
      { kind: 'refused', refusal: { kind: 'configuration', code: 'AccessDeniedException' } },
    ],
    [
      'a fault of one entry',
      respond(400, { message: 'Value at entry 2 is invalid' }, 'BadRequestException'),
      { kind: 'refused', refusal: { kind: 'message' } },
    ],
    ['a 500', respond(500, { message: 'x' }, 'InternalServiceErrorException'), unknown],
    ['a reset', (_request, response) => void response.socket?.destroy(), unknown],
    ['a 200 of a proxy', (_request, response) => response.writeHead(200).end('<html>'), unknown],
  ] as readonly (readonly [string, RequestListener, object])[])(
    'makes one request only, whatever comes back: %s',
    async (_, listener, expected) => {
      answer = listener;

      expect(await send(two)).toMatchObject(expected);
      expect(server.requests).toHaveLength(1);
    },
  );

  it('knows that nothing was sent when nobody listens', async () => {
    await server.close();

    expect(await send(two)).toMatchObject({ kind: 'refused', refusal: { kind: 'unreachable' } });
  });
});

describe('a joint request to the simulated SES', () => {
  it('is answered for each mail, and each gets its own data, tags and headers', async () => {
    const simulated = await simulateSes({
      maxSendRate: 2,
      configurationSets: [{ name: 'set-transactional' }],
      templates: [{ name: 'welcome', subject: 'Hi {{name}}', text: 'Dear {{name}}' }],
    });
    const { simulator } = simulated;
    cleanups.push(() => simulated.close());
    const send = sendJointlyByV2(clientOf(simulator.url));

    const given = await send([
      mailTo('broken'),
      mailTo('jane@example.org'),
      mailTo('joe@example.org', {
        ...{ tags: { own: 'joe' }, templateData: '{"name":"Joe"}', headers: { 'X-Order': '2' } },
      }),
      mailTo('jim@example.org'),
    ]);

    expect(given).toMatchObject({
      kind: 'answered',
      answers: [
        { kind: 'refused', refusal: { kind: 'message' } },
        { kind: 'accepted' },
        { kind: 'accepted' },
        { kind: 'refused', refusal: { kind: 'rate' } },
      ],
    });
    const mails = simulator.messages();
    expect(new Set(mails.map(({ operation }) => operation))).toEqual(new Set(['SendBulkEmail']));
    expect(new Map(mails.map(({ subject, tags }) => [subject, tags]))).toEqual(
      new Map([
        ['Hi Jane', { 'pipeline-message': 'order-1' }],
        ['Hi Joe', { own: 'joe' }],
      ]),
    );
    const [id = ''] = mails.flatMap((mail) => (mail.subject === 'Hi Joe' ? [mail.id] : []));
    const raw = await (await fetch(`${simulator.url}/_sim/messages/${id}/raw`)).text();
    expect(raw).toMatch(/^X-Order: 2\r$/m);
  });
});
