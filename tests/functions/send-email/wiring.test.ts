import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createSending } from '../../../functions/send-email/wiring.ts';
import type { RawMail } from '../../../shared/ses-api/ports.ts';
import { startRecordingServices } from '../../support/recording-services.ts';
import { type ScriptedSmtp, startScriptedSmtp } from '../../support/scripted-smtp.ts';
import { toldStreams } from '../../support/told-streams.ts';

let services: Awaited<ReturnType<typeof startRecordingServices>>;
/** Attributes of the item of all mail, as DynamoDB writes them. */
let itemOfAll: Readonly<Record<string, unknown>> = {};
let tenantsSes: Awaited<ReturnType<typeof startRecordingServices>>;
const before = { ...process.env };
const text = (S: string) => ({ S });
const sent = [
  '<SendRawEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendRawEmailResult>',
  '<MessageId>ses-1</MessageId></SendRawEmailResult></SendRawEmailResponse>',
].join('');
const mail: RawMail = {
  kind: 'raw',
  source: 'shop@example.com',
  destinations: ['jane@example.org'],
  configurationSet: 'set',
  tags: {},
  mime: Buffer.from('Subject: x\r\n\r\nbody'),
};

beforeAll(async () => {
  tenantsSes = await startRecordingServices(() => sent);
  services = await startRecordingServices((operation, on) => {
    if (on === '/v2/email/outbound-emails') return { MessageId: 'ses-2' };
    if (operation === 'POST') return sent;
    if (operation !== 'BatchGetItem' || on !== 'tenants') return undefined;
    const ses = {
      M: {
        account: text('444455556666'),
        region: text('eu-central-1'),
        endpoint: text(tenantsSes.endpoint),
      },
    };
    return {
      Responses: {
        tenants: [
          { tenantId: text('acme'), ses },
          { tenantId: text('named'), sesTenant: text('name-at-ses') },
          { tenantId: text('*'), ...itemOfAll },
        ],
      },
      UnprocessedKeys: {},
    };
  });
  const queue = (name: string) => `${services.endpoint}/1/${name}`;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: services.endpoint,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    STAGE: 'test',
    METRICS_NAMESPACE: 'Test',
    DETAILED_METRICS: 'false',
    TABLE_MESSAGES: 'messages',
    TABLE_SUPPRESSIONS: 'suppressions',
    TABLE_LEDGER: 'ledger',
    TABLE_TENANTS: 'tenants',
    QUEUE_TRANSACTIONAL_ARN: 'arn:aws:sqs:eu-west-1:1:transactional',
    QUEUE_TRANSACTIONAL_URL: queue('transactional'),
    QUEUE_BULK_ARN: 'arn:aws:sqs:eu-west-1:1:bulk',
    QUEUE_BULK_URL: queue('bulk'),
    QUEUE_DEAD_LETTERS: queue('dead-letters'),
    QUEUE_FEEDBACK: queue('feedback'),
    BUCKET_PAYLOADS: 'payloads',
    STREAMS: toldStreams('set-'),
    SES_ACCOUNT: '111122223333',
    SETTLE_SECONDS: '120',
    SILENCE_SECONDS: '3600',
    LARGEST_MAIL_MB: '10',
    SPREAD_OVER_DAY: 'false',
    SECRETS_KEY: '',
    TRANSPORT: 'ses',
    SMTP_SERVER: '',
    UNSUBSCRIBE_URL: '',
    UNSUBSCRIBE_MAILBOX: '',
    IDENTITY_FEEDBACK: 'false',
    EVENTS_TOPIC: '',
    EVENTS_BUS: '',
    ADDRESS_KEY: '',
  });
});
afterAll(async () => {
  process.env = before;
  await services.stop();
  await tenantsSes.stop();
});
beforeEach(() => {
  services.take();
  tenantsSes.take();
});

describe('createSending', () => {
  it('names each account by its number and region, the tenant’s own and the pipeline’s', async () => {
    const tenants = await createSending().ports.findTenants(['acme', 'shop']);

    expect([...tenants].map(([tenantId, found]) => [tenantId, found.account.name])).toEqual([
      ['acme', '444455556666#eu-central-1'],
      ['shop', '111122223333#eu-west-1'],
    ]);
  });

  it('sends mail of a tenant with an account of its own through that and no other', async () => {
    const tenants = await createSending().ports.findTenants(['acme', 'shop']);
    services.take();

    await tenants.get('acme')?.account.sendMail(mail);
    expect([tenantsSes.take(), services.take()]).toEqual([['POST '], []]);

    await tenants.get('shop')?.account.sendMail(mail);
    expect([tenantsSes.take(), services.take()]).toEqual([[], ['POST ']]);
  });

  it('sends mail of an SES tenant by the v2 API, through the same account', async () => {
    const tenants = await createSending().ports.findTenants(['named', 'shop']);
    const named = tenants.get('named');
    services.take();

    expect([named?.sesTenant, tenants.get('shop')?.sesTenant]).toEqual(['name-at-ses', undefined]);
    expect(named?.account).toBe(tenants.get('shop')?.account);
    await named?.account.sendMail({ ...mail, sesTenant: 'name-at-ses' });
    expect(services.take()).toEqual(['POST /v2/email/outbound-emails']);
  });

  describe('with an SMTP server', () => {
    let server: ScriptedSmtp;
    beforeAll(async () => {
      server = await startScriptedSmtp();
    });
    afterAll(() => server.close());
    afterEach(() => {
      itemOfAll = {};
      Object.assign(process.env, { TRANSPORT: 'ses', SMTP_SERVER: '' });
    });

    const wayOutIn = (mode: string, port = server.port) => ({
      M: {
        host: text('127.0.0.1'),
        port: { N: String(port) },
        security: text('none'),
        from: text('out@provider.example'),
        ratePerSecond: { N: '5' },
        mode: text(mode),
        since: { N: '1' },
      },
    });

    it('opens the way out of a stream for tenants of the pipeline’s account, and for no others', async () => {
      itemOfAll = {
        waysOut: { M: { transactional: wayOutIn('use'), marketing: wayOutIn('stop') } },
      };
      const { findTenants } = createSending().ports;

      const tenants = await findTenants(['acme', 'shop']);
      const again = await findTenants(['shop']);

      expect(tenants.get('acme')?.waysOut).toBeUndefined();
      const waysOut = tenants.get('shop')?.waysOut;
      expect(Object.keys(waysOut ?? {})).toEqual(['transactional']);
      expect(waysOut?.transactional).toMatchObject({
        takes: 'all',
        account: { name: 'way-out#transactional', bySmtp: true },
      });
      expect(again.get('shop')?.waysOut?.transactional?.account).toBe(
        waysOut?.transactional?.account,
      );
      expect(await waysOut?.transactional?.account.sendMail(mail)).toMatchObject({
        kind: 'accepted',
        sesMessageId: expect.stringMatching(/@provider\.example$/),
      });
      expect(server.commands).toContain('RCPT TO:<jane@example.org>');
    });

    it('takes only what SES refuses until SES is known to take no mail', async () => {
      itemOfAll = { waysOut: { M: { transactional: wayOutIn('auto') } } };
      const { findTenants } = createSending().ports;
      const before = await findTenants(['shop']);
      itemOfAll = {
        ...itemOfAll,
        sesStopped: { M: { since: { N: '1' }, why: text('paused') } },
      };

      const after = await findTenants(['shop']);

      expect(before.get('shop')?.waysOut?.transactional?.takes).toBe('refused');
      expect(after.get('shop')?.waysOut?.transactional?.takes).toBe('all');
    });

    it('has no way out, and sends by SES, where the item cannot be read', async () => {
      itemOfAll = { waysOut: { M: { transactional: { M: { host: { N: '7' } } } } } };

      const tenants = await createSending().ports.findTenants(['shop']);

      expect(tenants.get('shop')?.waysOut).toBeUndefined();
      expect(tenants.get('shop')?.account.bySmtp).toBeUndefined();
    });

    it('sends all mail to the server of transport=smtp, that of tenants too, and nothing to SES', async () => {
      Object.assign(process.env, {
        TRANSPORT: 'smtp',
        SMTP_SERVER: `127.0.0.1:${server.port}`,
      });
      const tenants = await createSending().ports.findTenants(['acme', 'shop']);
      services.take();

      for (const found of tenants.values())
        expect(await found.account.sendMail(mail)).toMatchObject({ kind: 'accepted' });

      expect([...tenants.values()].map(({ account }) => account.bySmtp)).toEqual([true, true]);
      expect(services.take()).toEqual([]);
      expect(tenantsSes.take()).toEqual([]);
    });

    it('does not start without the server that transport=smtp needs', () => {
      Object.assign(process.env, { TRANSPORT: 'smtp' });

      expect(() => createSending()).toThrow('host:port');
    });
  });
});
