import { SetIdentityMailFromDomainCommand, VerifyDomainDkimCommand } from '@aws-sdk/client-ses';
import {
  CreateEmailIdentityCommand,
  DeleteEmailIdentityCommand,
  GetEmailIdentityCommand,
  PutEmailIdentityMailFromAttributesCommand,
  SendEmailCommand,
} from '@aws-sdk/client-sesv2';
import { afterEach, describe, expect, it } from '@jest/globals';
import { answerQuestion } from '../../local/dns/answer-question.ts';
import { readZone } from '../../local/dns/read-zone.ts';
import {
  type NameServer,
  type NameServerReply,
  startNameServer,
} from '../../local/dns/start-name-server.ts';
import { dkimTokens } from '../../simulator/account/identities.ts';
import { type SimulatedSes, simulateSes } from './simulated-ses.ts';

const EmailIdentity = 'shop.test';
const mailFrom = 'bounce.shop.test';

let simulated: SimulatedSes | undefined;
let dns: NameServer | undefined;
afterEach(async () => {
  await simulated?.close();
  await dns?.close();
});

/** A simulator that asks a name server, whose zone the test sets. */
const start = async () => {
  const zone = { text: '', failing: undefined as NameServerReply | undefined };
  dns = await startNameServer({
    reply: ({ name, type }) =>
      zone.failing ?? { kind: 'answer', ...answerQuestion(readZone(zone.text), name, type) },
  });
  const running = await simulateSes({ dnsServer: dns.address, region: 'eu-south-1' });
  simulated = running;
  const check = async (): Promise<unknown> =>
    (await fetch(`${running.simulator.url}/_sim/identities/check`, { method: 'POST' })).json();
  const get = () => running.ses2.send(new GetEmailIdentityCommand({ EmailIdentity }));
  const send = () =>
    running.ses2.send(
      new SendEmailCommand({
        FromEmailAddress: `ann@${EmailIdentity}`,
        Destination: { ToAddresses: ['b@example.net'] },
        Content: { Simple: { Subject: { Data: 's' }, Body: { Text: { Data: 't' } } } },
      }),
    );
  return { ...running, zone, check, get, send };
};

const dkimLines = dkimTokens(EmailIdentity).map(
  (token) =>
    `${token}._domainkey.${EmailIdentity}. CNAME ${token}.dkim.eu-south-1.amazonses.com.\n`,
);
const mailFromLines = `${mailFrom}. MX 10 feedback-smtp.eu-south-1.amazonses.com.\n${mailFrom}. TXT "v=spf1 include:amazonses.com ~all"\n`;

describe('a domain, when the simulator asks DNS', () => {
  it('is pending until all three records are there, and sends only then', async () => {
    const { ses2, zone, check, get, send, errorOf } = await start();
    const made = await ses2.send(
      new CreateEmailIdentityCommand({
        EmailIdentity,
        DkimSigningAttributes: { NextSigningKeyLength: 'RSA_2048_BIT' },
      }),
    );

    expect(made).toMatchObject({
      VerifiedForSendingStatus: false,
      DkimAttributes: {
        Status: 'PENDING',
        Tokens: dkimTokens(EmailIdentity),
        SigningHostedZone: 'dkim.eu-south-1.amazonses.com',
      },
    });
    expect(await errorOf(send())).toMatchObject({ name: 'MessageRejected' });

    zone.text = dkimLines.slice(1).join('');
    await check();
    expect(await get()).toMatchObject({
      VerificationStatus: 'PENDING',
      VerificationInfo: { ErrorType: 'HOST_NOT_FOUND', LastCheckedTimestamp: expect.any(Date) },
    });

    zone.text = dkimLines.join('');
    await check();
    const verified = await get();
    expect(verified).toMatchObject({
      VerifiedForSendingStatus: true,
      VerificationStatus: 'SUCCESS',
      DkimAttributes: { Status: 'SUCCESS' },
      VerificationInfo: { LastSuccessTimestamp: expect.any(Date) },
    });
    expect(verified.VerificationInfo?.ErrorType).toBeUndefined();
    expect((await send()).MessageId).toBeDefined();
  });

  it('finds the records by itself, without being told to look', async () => {
    const { ses, zone, get } = await start();
    zone.text = dkimLines.join('');
    await ses.send(new VerifyDomainDkimCommand({ Domain: EmailIdentity }));

    let isVerified: boolean | undefined;
    while (isVerified !== true) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      isVerified = (await get()).VerifiedForSendingStatus;
    }
    expect(isVerified).toBe(true);
  });

  it.each([
    [
      'a wrong value',
      `${dkimLines[0]?.replace('dkim.eu-south-1', 'dkim')}`,
      undefined,
      'INVALID_VALUE',
    ],
    ['no answer', '', { kind: 'answer', code: 'SERVFAIL', records: [] }, 'DNS_SERVER_ERROR'],
  ] as const)(
    'is pending with %s, and failed after three days',
    async (_what, line, failing, ErrorType) => {
      const { ses2, zone, check, get, time } = await start();
      await ses2.send(new CreateEmailIdentityCommand({ EmailIdentity }));
      zone.text = line + dkimLines.slice(1).join('');
      zone.failing = failing;

      await check();
      expect(await get()).toMatchObject({
        VerificationStatus: 'PENDING',
        VerificationInfo: { ErrorType },
      });

      time.nowMs += 72 * 3_600_000;
      await check();
      expect(await get()).toMatchObject({ VerificationStatus: 'FAILED' });
    },
  );

  it('uses a MAIL FROM domain only with its one MX record and SPF', async () => {
    const { ses, ses2, zone, check, get, send, errorOf } = await start();
    zone.text = dkimLines.join('');
    await ses2.send(new CreateEmailIdentityCommand({ EmailIdentity }));
    await ses2.send(
      new PutEmailIdentityMailFromAttributesCommand({
        EmailIdentity,
        MailFromDomain: mailFrom,
        BehaviorOnMxFailure: 'REJECT_MESSAGE',
      }),
    );
    await check();
    expect(await get()).toMatchObject({ MailFromAttributes: { MailFromDomainStatus: 'PENDING' } });
    expect(await errorOf(send())).toMatchObject({ name: 'MailFromDomainNotVerifiedException' });

    zone.text += `${mailFromLines}${mailFrom}. MX 20 mail.shop.test.\n`;
    await check();
    expect(await get()).toMatchObject({ MailFromAttributes: { MailFromDomainStatus: 'PENDING' } });

    zone.text = dkimLines.join('') + mailFromLines;
    await check();
    expect(await get()).toMatchObject({ MailFromAttributes: { MailFromDomainStatus: 'SUCCESS' } });
    expect((await send()).MessageId).toBeDefined();

    await ses.send(
      new SetIdentityMailFromDomainCommand({
        Identity: EmailIdentity,
        MailFromDomain: `x.${mailFrom}`,
      }),
    );
    expect(await get()).toMatchObject({ MailFromAttributes: { MailFromDomainStatus: 'PENDING' } });
  });

  it('can be deleted while its records are looked for', async () => {
    const { ses2, check } = await start();
    await ses2.send(new CreateEmailIdentityCommand({ EmailIdentity }));
    const checking = check();
    await ses2.send(new DeleteEmailIdentityCommand({ EmailIdentity }));
    await checking;

    expect(JSON.stringify(await check())).not.toContain(EmailIdentity);
  });
});

describe('identities that the simulator begins with, and addresses', () => {
  it('are verified without DNS', async () => {
    const { ses2 } = await start();

    const made = await ses2.send(
      new CreateEmailIdentityCommand({ EmailIdentity: 'ann@elsewhere.test' }),
    );
    const given = await ses2.send(new GetEmailIdentityCommand({ EmailIdentity: 'example.com' }));

    expect([made.VerifiedForSendingStatus, given.VerifiedForSendingStatus]).toEqual([true, true]);
  });
});
