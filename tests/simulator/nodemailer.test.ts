import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { type SimulatedSes, simulateSes } from './simulated-ses.ts';

let simulated: SimulatedSes | undefined;

afterEach(() => simulated?.close());

describe("nodemailer's SES transport", () => {
  it('sends through the simulator, with its options', async () => {
    simulated = await simulateSes({ configurationSets: [{ name: 'bulk' }] });
    const sesClient = new SESv2Client({
      endpoint: simulated.simulator.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    });
    const transport = createTransport({ SES: { sesClient, SendEmailCommand } });

    const { messageId } = await transport.sendMail({
      from: 'Ann <ann@example.com>',
      to: 'bob@example.net',
      bcc: 'eve@example.net',
      subject: 'Grüße',
      text: 'text',
      attachments: [{ filename: 'a.txt', content: 'attached' }],
      ses: {
        ConfigurationSetName: 'bulk',
        EmailTags: [{ Name: 'kind', Value: 'news' }],
      },
    });
    sesClient.destroy();

    expect(simulated.simulator.messages()).toMatchObject([
      {
        from: expect.stringContaining('ann@example.com'),
        to: ['bob@example.net', 'eve@example.net'],
        subject: 'Grüße',
        configurationSet: 'bulk',
        tags: { kind: 'news' },
      },
    ]);
    expect(messageId).toContain(simulated.simulator.messages()[0]?.id);
  });

  it('hands on the errors of SES', async () => {
    simulated = await simulateSes();
    const sesClient = simulated.ses2;
    const transport = createTransport({ SES: { sesClient, SendEmailCommand } });

    await expect(
      transport.sendMail({ from: 'eve@elsewhere.example', to: 'b@example.net', text: 'x' }),
    ).rejects.toMatchObject({
      name: 'MessageRejected',
      message: expect.stringContaining('Email address is not verified.'),
    });
  });
});
