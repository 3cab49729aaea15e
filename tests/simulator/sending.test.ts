import {
  CreateConfigurationSetCommand,
  CreateTemplateCommand,
  GetSendQuotaCommand,
  SendBulkTemplatedEmailCommand,
  SendEmailCommand,
  type SendEmailCommandInput,
  SendRawEmailCommand,
  SendTemplatedEmailCommand,
  SetIdentityMailFromDomainCommand,
  UpdateAccountSendingEnabledCommand,
  UpdateConfigurationSetSendingEnabledCommand,
} from '@aws-sdk/client-ses';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { SesSimulatorOptions } from '../../simulator/simulator-options.ts';
import { type SimulatedSes, simulateSes } from './simulated-ses.ts';

let running: SimulatedSes[] = [];

const start = async (options: SesSimulatorOptions = {}): Promise<SimulatedSes> => {
  const simulated = await simulateSes(options);
  running.push(simulated);
  return simulated;
};

afterEach(async () => {
  await Promise.all(running.map((simulated) => simulated.close()));
  running = [];
});

const mail = (changes: Partial<SendEmailCommandInput> = {}): SendEmailCommand =>
  new SendEmailCommand({
    Source: 'Ann <ann@example.com>',
    Destination: { ToAddresses: ['b@example.net'] },
    Message: {
      Subject: { Data: 'Hé & +' },
      Body: { Text: { Data: 'text' }, Html: { Data: '<p>html</p>' } },
    },
    ...changes,
  });

const to = (...addresses: string[]): Partial<SendEmailCommandInput> => ({
  Destination: { ToAddresses: addresses },
});

const raw = (mime: string, more: object = {}): SendRawEmailCommand =>
  new SendRawEmailCommand({ RawMessage: { Data: Buffer.from(mime) }, ...more });

const many = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `r${index}@example.net`);

describe('sending', () => {
  it('accepts a mail and shows it', async () => {
    const { ses, simulator } = await start();

    const { MessageId } = await ses.send(
      mail({
        Destination: {
          ToAddresses: ['b@example.net'],
          CcAddresses: ['c@example.net'],
          BccAddresses: ['"D" <d@example.net>'],
        },
      }),
    );

    expect(MessageId).toMatch(/^0100[0-9a-f]{12}-[0-9a-f-]{36}-000000$/);
    expect(simulator.messages()).toMatchObject([
      {
        id: MessageId,
        from: 'Ann <ann@example.com>',
        to: ['b@example.net', 'c@example.net', 'd@example.net'],
        subject: 'Hé & +',
      },
    ]);
  });

  it('takes envelope, tags and configuration set of a raw message from its headers when the call names none', async () => {
    const { ses, simulator } = await start({ configurationSets: [{ name: 'bulk' }] });

    await ses.send(
      raw(
        'From: a@example.com\r\nTo: b@example.net, "C, c" <c@example.net>\r\nBcc: d@example.net\r\nX-SES-CONFIGURATION-SET: bulk\r\nX-SES-MESSAGE-TAGS: a=b, c=d\r\n\r\nhi',
      ),
    );
    await ses.send(
      raw('From: a@example.com\r\nTo: b@example.net\r\nX-SES-MESSAGE-TAGS: a=b\r\n\r\nhi', {
        Source: 'bounces@example.com',
        Destinations: ['only@example.net'],
        Tags: [{ Name: 'x', Value: 'y' }],
      }),
    );

    expect(simulator.messages()).toMatchObject([
      {
        to: ['b@example.net', 'c@example.net', 'd@example.net'],
        configurationSet: 'bulk',
        tags: { a: 'b', c: 'd' },
      },
      { from: 'bounces@example.com', to: ['only@example.net'], tags: { x: 'y' } },
    ]);
  });

  it('counts recipients to the rate and refuses above it', async () => {
    const { ses, errorOf, time, simulator } = await start({ maxSendRate: 14 });
    await ses.send(mail(to(...many(10))));

    expect(await errorOf(ses.send(mail(to(...many(5)))))).toEqual({
      name: 'Throttling',
      message: 'Maximum sending rate exceeded.',
      status: 400,
    });
    await ses.send(mail(to(...many(4))));
    time.nowMs += 500;
    await ses.send(mail(to(...many(7))));

    expect(simulator.stats()).toMatchObject({
      acceptedCalls: 3,
      acceptedRecipients: 21,
      throttled: 1,
    });
  });

  it('holds the strict window when asked', async () => {
    const { ses, errorOf, time } = await start({ maxSendRate: 2, limiter: 'sliding' });
    await ses.send(mail());
    time.nowMs += 900;
    await ses.send(mail());
    time.nowMs += 99;

    expect((await errorOf(ses.send(mail()))).message).toBe('Maximum sending rate exceeded.');
    time.nowMs += 1;
    await ses.send(mail());
    expect((await errorOf(ses.send(mail()))).message).toBe('Maximum sending rate exceeded.');
  });

  it('refuses above the daily quota, and frees it as the 24 hours roll on', async () => {
    const { ses, errorOf, time } = await start({ maxSendRate: 100, max24HourSend: 5 });
    await ses.send(mail(to(...many(3))));
    time.nowMs += 3_600_000;
    await ses.send(mail(to('success@simulator.amazonses.com')));
    await ses.send(mail(to(...many(2))));

    expect(await errorOf(ses.send(mail()))).toEqual({
      name: 'Throttling',
      message: 'Daily message quota exceeded.',
      status: 400,
    });
    expect(await ses.send(new GetSendQuotaCommand({}))).toMatchObject({
      Max24HourSend: 5,
      MaxSendRate: 100,
      SentLast24Hours: 5,
    });
    time.nowMs += 23 * 3_600_000;
    expect(await ses.send(new GetSendQuotaCommand({}))).toMatchObject({ SentLast24Hours: 2 });
    await ses.send(mail(to(...many(3))));
  });

  it('has no quota at -1', async () => {
    const { ses } = await start({ maxSendRate: 1000, max24HourSend: -1 });

    expect(await ses.send(new GetSendQuotaCommand({}))).toMatchObject({ Max24HourSend: -1 });
    await ses.send(mail(to(...many(50))));
  });

  it('names the identities that are not verified, as they were given', async () => {
    const { ses, errorOf } = await start({ region: 'eu-west-1' });

    expect(await errorOf(ses.send(mail({ Source: 'X <x@nowhere.example>' })))).toEqual({
      name: 'MessageRejected',
      message:
        'Email address is not verified. The following identities failed the check in region EU-WEST-1: X <x@nowhere.example>',
      status: 400,
    });
    const twoSenders = raw('From: f@nowhere.example\r\nTo: b@example.net\r\n\r\n', {
      Source: 's@nowhere.example',
    });
    expect((await errorOf(ses.send(twoSenders))).message).toMatch(
      /EU-WEST-1: s@nowhere\.example, f@nowhere\.example$/,
    );
  });

  it('lets the sandbox write to verified recipients and the mailbox simulator only', async () => {
    const { ses, errorOf, time } = await start({
      maxSendRate: 1,
      max24HourSend: 200,
      identities: ['example.com'],
    });

    expect(await errorOf(ses.send(mail(to('b@example.net', 'c@example.com'))))).toEqual({
      name: 'MessageRejected',
      message:
        'Email address is not verified. The following identities failed the check in region US-EAST-1: b@example.net',
      status: 400,
    });
    await ses.send(mail(to('c@example.com')));
    time.nowMs += 1000;
    await ses.send(mail(to('success+1@simulator.amazonses.com')));
  });

  it('checks tags before the sender', async () => {
    const { ses, errorOf } = await start();

    const refused = ses.send(
      mail({ Source: 'x@nowhere.example', Tags: [{ Name: 'a b', Value: 'c' }] }),
    );

    expect(await errorOf(refused)).toEqual({
      name: 'InvalidParameterValue',
      message: "Invalid tag name <a b>: only alphanumeric ASCII characters, '_',  '-' are allowed.",
      status: 400,
    });
    expect((await errorOf(ses.send(mail({ Tags: [{ Name: '', Value: 'c' }] })))).message).toBe(
      'The tag name must be specified.',
    );
  });

  it.each([
    [mail(to('nobody')), "Missing final '@domain'"],
    [
      mail(to('fine@example.net', 'a b@example.net')),
      'Local address contains control or whitespace',
    ],
    [mail(to('a@example.net.')), 'Domain ends with dot.'],
    [mail({ ...to('a@example.net'), ReplyToAddresses: ['<'] }), 'Illegal address'],
    [mail({ Destination: {}, Source: 'a@example.com' }), "Value null at 'destination'"],
    [mail(to(...many(51))), 'Recipient count exceeds 50.'],
    [
      raw('To: b@example.net\r\n\r\n', { Source: 'a@example.com' }),
      "Missing required header 'From'.",
    ],
    [
      raw('From: a@example.com\r\nFrom: b@example.com\r\nTo: b@example.net\r\n\r\n'),
      "Duplicate header 'From'.",
    ],
    [raw('From: a@example.com\r\n\r\n'), "Missing required header 'To'."],
  ])('refuses what cannot be sent: %#', async (command, text) => {
    const { ses, errorOf, simulator } = await start();

    const { name, message, status } = await errorOf(ses.send(command as SendEmailCommand));

    expect(message).toContain(text);
    expect(name).toBe(
      message.startsWith('1 validation') ? 'ValidationError' : 'InvalidParameterValue',
    );
    expect(status).toBe(400);
    expect(simulator.stats().acceptedCalls).toBe(0);
  });

  it('takes 10 MB and not a byte more', async () => {
    const { ses, errorOf } = await start();
    // Base64 of text without such characters is 14 million letters in a row, at which the SDK's own
    // check of a value now and then runs out of stack.
    const head = 'From: a@example.com\r\nTo: b@example.net\r\n\r\n';
    const limit = 10 * 1024 * 1024;

    await ses.send(raw(head + '?'.repeat(limit - head.length)));

    expect(await errorOf(ses.send(raw(head + '?'.repeat(limit - head.length + 1))))).toEqual({
      name: 'InvalidParameterValue',
      message: `Message length is more than ${limit} bytes long: '${limit + 1}'.`,
      status: 400,
    });
  });

  it('refuses when configuration set or template do not exist', async () => {
    const { ses, errorOf } = await start();

    expect(await errorOf(ses.send(mail({ ConfigurationSetName: 'none' })))).toEqual({
      name: 'ConfigurationSetDoesNotExistException',
      message: 'Configuration set <none> does not exist.',
      status: 400,
    });
    const templated = new SendTemplatedEmailCommand({
      Source: 'a@example.com',
      Destination: { ToAddresses: ['b@example.net'] },
      Template: 'none',
      TemplateData: '{}',
    });
    expect((await errorOf(ses.send(templated))).name).toBe('TemplateDoesNotExistException');
  });

  it('refuses while account or configuration set are paused', async () => {
    const { ses, errorOf, simulator } = await start();
    await ses.send(new CreateConfigurationSetCommand({ ConfigurationSet: { Name: 'bulk' } }));
    await ses.send(
      new UpdateConfigurationSetSendingEnabledCommand({
        ConfigurationSetName: 'bulk',
        Enabled: false,
      }),
    );

    expect((await errorOf(ses.send(mail({ ConfigurationSetName: 'bulk' })))).name).toBe(
      'ConfigurationSetSendingPausedException',
    );
    await ses.send(new UpdateAccountSendingEnabledCommand({ Enabled: false }));
    expect((await errorOf(ses.send(mail()))).name).toBe('AccountSendingPausedException');
    await ses.send(new UpdateAccountSendingEnabledCommand({ Enabled: true }));
    simulator.changeAccount({ enforcementStatus: 'SHUTDOWN' });
    expect(await errorOf(ses.send(mail()))).toMatchObject({
      name: 'MessageRejected',
      message:
        'Sending paused for this account. For more information, please check the inbox of the email address associated with your AWS account.',
    });
  });

  it('refuses when the MAIL FROM domain must hold and does not', async () => {
    const { ses, errorOf } = await start();
    const settings = {
      Identity: 'example.com',
      MailFromDomain: 'mail.example.com',
      BehaviorOnMXFailure: 'RejectMessage',
    } as const;
    await ses.send(new SetIdentityMailFromDomainCommand(settings));

    expect((await errorOf(ses.send(mail()))).name).toBe('MailFromDomainNotVerifiedException');
  });

  it('costs nothing when it is refused, whatever for', async () => {
    const { ses, errorOf } = await start({ maxSendRate: 1 });

    await errorOf(ses.send(mail({ Source: 'x@nowhere.example' })));
    await errorOf(ses.send(mail({ ConfigurationSetName: 'none' })));

    await ses.send(mail());
  });

  it('answers each destination of a bulk call on its own', async () => {
    const { ses, simulator } = await start({ maxSendRate: 2 });
    await ses.send(
      new CreateTemplateCommand({
        Template: { TemplateName: 'T', SubjectPart: 'Hi {{name}}', TextPart: 'x' },
      }),
    );

    const { Status } = await ses.send(
      new SendBulkTemplatedEmailCommand({
        Source: 'a@example.com',
        Template: 'T',
        DefaultTemplateData: '{"name":"you"}',
        DefaultTags: [{ Name: 'd', Value: '1' }],
        Destinations: [
          {
            Destination: { ToAddresses: ['b@example.net'] },
            ReplacementTemplateData: '{"name":"B"}',
            ReplacementTags: [{ Name: 'r', Value: '2' }],
          },
          { Destination: { ToAddresses: ['nobody'] } },
          { Destination: { ToAddresses: ['c@example.net'] } },
          { Destination: { ToAddresses: ['d@example.net'] } },
        ],
      }),
    );

    expect(Status).toMatchObject([
      { Status: 'Success', MessageId: expect.any(String) },
      { Status: 'InvalidParameterValue', Error: "Missing final '@domain'" },
      { Status: 'Success' },
      { Status: 'AccountThrottled', Error: 'Maximum sending rate exceeded.' },
    ]);
    expect(simulator.messages()).toMatchObject([
      { subject: 'Hi B', tags: { d: '1', r: '2' } },
      { subject: 'Hi you', tags: { d: '1' } },
    ]);
  });

  it('tells a spent quota in a bulk call', async () => {
    const { ses } = await start({ max24HourSend: 1, templates: [{ name: 'T', subject: 's' }] });
    const Destinations = many(2).map((address) => ({ Destination: { ToAddresses: [address] } }));

    const { Status } = await ses.send(
      new SendBulkTemplatedEmailCommand({
        Source: 'a@example.com',
        Template: 'T',
        DefaultTemplateData: '{}',
        Destinations,
      }),
    );

    expect(Status?.map(({ Status: status }) => status)).toEqual([
      'Success',
      'AccountDailyQuotaExceeded',
    ]);
  });

  it('refuses a bulk call as a whole for its sender', async () => {
    const { ses, errorOf } = await start({ templates: [{ name: 'T', subject: 's' }] });
    const Destinations = [{ Destination: { ToAddresses: ['b@example.net'] } }];
    const bulk = {
      Source: 'x@nowhere.example',
      Template: 'T',
      DefaultTemplateData: '{}',
      Destinations,
    };

    expect((await errorOf(ses.send(new SendBulkTemplatedEmailCommand(bulk)))).name).toBe(
      'MessageRejected',
    );
    expect(
      (
        await errorOf(
          ses.send(
            new SendBulkTemplatedEmailCommand({ ...bulk, Source: 'a@example.com', Template: 'U' }),
          ),
        )
      ).name,
    ).toBe('TemplateDoesNotExistException');
  });
});
