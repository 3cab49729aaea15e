import {
  ListVerifiedEmailAddressesCommand,
  VerifyEmailAddressCommand,
  VerifyEmailIdentityCommand,
} from '@aws-sdk/client-ses';
import {
  CreateConfigurationSetCommand,
  CreateConfigurationSetEventDestinationCommand,
  CreateEmailIdentityCommand,
  CreateEmailTemplateCommand,
  DeleteConfigurationSetCommand,
  DeleteConfigurationSetEventDestinationCommand,
  DeleteEmailIdentityCommand,
  DeleteEmailTemplateCommand,
  GetConfigurationSetCommand,
  GetConfigurationSetEventDestinationsCommand,
  GetEmailIdentityCommand,
  GetEmailTemplateCommand,
  ListConfigurationSetsCommand,
  ListEmailIdentitiesCommand,
  ListEmailTemplatesCommand,
  PutConfigurationSetDeliveryOptionsCommand,
  PutConfigurationSetReputationOptionsCommand,
  PutConfigurationSetSendingOptionsCommand,
  PutConfigurationSetSuppressionOptionsCommand,
  PutConfigurationSetTrackingOptionsCommand,
  PutEmailIdentityConfigurationSetAttributesCommand,
  PutEmailIdentityDkimAttributesCommand,
  PutEmailIdentityDkimSigningAttributesCommand,
  PutEmailIdentityFeedbackAttributesCommand,
  PutEmailIdentityMailFromAttributesCommand,
  SendEmailCommand,
  TestRenderEmailTemplateCommand,
  UpdateConfigurationSetEventDestinationCommand,
  UpdateEmailTemplateCommand,
} from '@aws-sdk/client-sesv2';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { SesSimulatorOptions } from '../../simulator/simulator-options.ts';
import { missingTopicArn, type SimulatedSes, simulateSes, topicArn } from './simulated-ses.ts';

let running: SimulatedSes | undefined;

afterEach(() => running?.close());

const start = async (options: SesSimulatorOptions = {}): Promise<SimulatedSes> => {
  running = await simulateSes({ configurationSets: [{ name: 'bulk' }], ...options });
  return running;
};

describe('templates of v2', () => {
  const content = { Subject: 'Hi {{name}}', Text: 'text', Html: '<p>{{name}}</p>' };

  it('are made, shown, changed, listed and deleted', async () => {
    const { ses2, errorOf, time } = await start();
    const TemplateName = 'Welcome';
    await ses2.send(
      new CreateEmailTemplateCommand({
        TemplateName,
        TemplateContent: content,
        Tags: [{ Key: 'team', Value: 'a' }],
      }),
    );
    await ses2.send(
      new UpdateEmailTemplateCommand({ TemplateName, TemplateContent: { ...content, Text: 'b' } }),
    );

    expect(await ses2.send(new GetEmailTemplateCommand({ TemplateName }))).toMatchObject({
      TemplateName,
      TemplateContent: { ...content, Text: 'b' },
      Tags: [{ Key: 'team', Value: 'a' }],
    });
    expect(
      (await ses2.send(new ListEmailTemplatesCommand({ PageSize: 1 }))).TemplatesMetadata,
    ).toEqual([{ TemplateName, CreatedTimestamp: new Date(time.nowMs) }]);
    await ses2.send(new DeleteEmailTemplateCommand({ TemplateName }));
    for (const answer of [
      ses2.send(new GetEmailTemplateCommand({ TemplateName })),
      ses2.send(new DeleteEmailTemplateCommand({ TemplateName })),
    ])
      expect(await errorOf(answer)).toMatchObject({ name: 'NotFoundException', status: 404 });
  });

  it('are refused when they are there already, or cannot be read', async () => {
    const { ses2, errorOf } = await start({ templates: [{ name: 'Welcome', subject: 'Hi' }] });
    const create = (TemplateName: string, Subject: string) =>
      errorOf(
        ses2.send(new CreateEmailTemplateCommand({ TemplateName, TemplateContent: { Subject } })),
      );

    expect((await create('Welcome', 'Hi')).name).toBe('AlreadyExistsException');
    expect((await create('Other', '{{#if x}}')).name).toBe('BadRequestException');
    expect((await create('a b', 'Hi')).name).toBe('BadRequestException');
  });

  it.each(['{{#if name}}{{name}}{{/if}}', '{{> part}}', '{{name', '{{lookup a "b"}}'])(
    'hold values and nothing else when a call brings them: %s',
    async (Subject) => {
      const { ses2, errorOf } = await start();
      const send = new SendEmailCommand({
        FromEmailAddress: 'ann@example.com',
        Destination: { ToAddresses: ['bob@example.net'] },
        Content: { Template: { TemplateContent: { Subject }, TemplateData: '{"name":"Bob"}' } },
      });

      expect(await errorOf(ses2.send(send))).toMatchObject({
        name: 'BadRequestException',
        message: 'Template contains unsupported operations.',
      });
    },
  );

  it('are tried with data', async () => {
    const { ses2, errorOf } = await start({
      templates: [{ name: 'Welcome', subject: 'Hi {{name}}', text: 'text' }],
    });
    const render = (TemplateData: string) =>
      ses2.send(new TestRenderEmailTemplateCommand({ TemplateName: 'Welcome', TemplateData }));

    expect((await render('{"name":"Ann"}')).RenderedTemplate).toContain('Subject: Hi Ann');
    expect(await errorOf(render('{}'))).toMatchObject({
      name: 'BadRequestException',
      message: "Attribute 'name' is not present in the rendering data.",
    });
  });
});

describe('identities of v2', () => {
  it('are verified at once, shown, filtered and deleted', async () => {
    const { ses2, errorOf } = await start({ identities: ['example.com'] });
    const made = await ses2.send(
      new CreateEmailIdentityCommand({
        EmailIdentity: 'ann@example.org',
        Tags: [{ Key: 'team', Value: 'a' }],
        ConfigurationSetName: 'bulk',
      }),
    );

    expect(made).toMatchObject({ IdentityType: 'EMAIL_ADDRESS', VerifiedForSendingStatus: true });
    expect(
      await ses2.send(new GetEmailIdentityCommand({ EmailIdentity: 'ann@example.org' })),
    ).toMatchObject({
      IdentityType: 'EMAIL_ADDRESS',
      FeedbackForwardingStatus: true,
      VerificationStatus: 'SUCCESS',
      ConfigurationSetName: 'bulk',
      Tags: [{ Key: 'team', Value: 'a' }],
    });
    expect(
      await ses2.send(new GetEmailIdentityCommand({ EmailIdentity: 'example.com' })),
    ).toMatchObject({
      IdentityType: 'DOMAIN',
      DkimAttributes: {
        SigningEnabled: true,
        Status: 'SUCCESS',
        Tokens: [expect.any(String), expect.any(String), expect.any(String)],
      },
    });
    const { EmailIdentities } = await ses2.send(
      new ListEmailIdentitiesCommand({ Filter: { IDENTITY_TYPE: 'DOMAIN' } } as object),
    );
    expect(EmailIdentities?.map(({ IdentityName }) => IdentityName)).toContain('example.com');

    await ses2.send(new DeleteEmailIdentityCommand({ EmailIdentity: 'ann@example.org' }));
    expect(
      await errorOf(
        ses2.send(new DeleteEmailIdentityCommand({ EmailIdentity: 'ann@example.org' })),
      ),
    ).toMatchObject({ name: 'NotFoundException' });
  });

  it.each([
    [{ EmailIdentity: 'example.com' }, 'AlreadyExistsException'],
    [{ EmailIdentity: 'a b' }, 'BadRequestException'],
    [{ EmailIdentity: 'b@example.org', ConfigurationSetName: 'none' }, 'NotFoundException'],
    [
      {
        EmailIdentity: 'b@example.org',
        DkimSigningAttributes: { NextSigningKeyLength: 'RSA_2048_BIT' as const },
      },
      'BadRequestException',
    ],
  ])('are refused: %j', async (input, name) => {
    const { ses2, errorOf } = await start();

    expect((await errorOf(ses2.send(new CreateEmailIdentityCommand(input)))).name).toBe(name);
  });

  it('have DKIM, MAIL FROM and feedback set, and refuse what SES refuses', async () => {
    const { ses2, errorOf } = await start();
    const EmailIdentity = 'example.com';
    await ses2.send(
      new PutEmailIdentityDkimAttributesCommand({ EmailIdentity, SigningEnabled: false }),
    );
    await ses2.send(
      new PutEmailIdentityMailFromAttributesCommand({
        EmailIdentity,
        MailFromDomain: 'bounce.example.com',
        BehaviorOnMxFailure: 'REJECT_MESSAGE',
      }),
    );

    expect(await ses2.send(new GetEmailIdentityCommand({ EmailIdentity }))).toMatchObject({
      DkimAttributes: { SigningEnabled: false, Status: 'NOT_STARTED' },
      MailFromAttributes: {
        MailFromDomain: 'bounce.example.com',
        MailFromDomainStatus: 'SUCCESS',
        BehaviorOnMxFailure: 'REJECT_MESSAGE',
      },
    });
    expect(
      await errorOf(
        ses2.send(
          new PutEmailIdentityMailFromAttributesCommand({
            EmailIdentity,
            MailFromDomain: 'other.example',
          }),
        ),
      ),
    ).toMatchObject({ name: 'BadRequestException' });
    expect(
      await errorOf(
        ses2.send(
          new PutEmailIdentityFeedbackAttributesCommand({
            EmailIdentity,
            EmailForwardingEnabled: false,
          }),
        ),
      ),
    ).toMatchObject({ message: expect.stringContaining('topics for bounces') });
    expect(
      await errorOf(
        ses2.send(
          new PutEmailIdentityDkimSigningAttributesCommand({
            EmailIdentity,
            SigningAttributesOrigin: 'AWS_SES',
          }),
        ),
      ),
    ).toMatchObject({ name: 'UnknownOperationException' });
  });

  it('lend their configuration set to mail that names none', async () => {
    const { ses2, simulator } = await start();
    await ses2.send(
      new PutEmailIdentityConfigurationSetAttributesCommand({
        EmailIdentity: 'example.com',
        ConfigurationSetName: 'bulk',
      }),
    );
    await ses2.send(
      new SendEmailCommand({
        FromEmailAddress: 'ann@example.com',
        Destination: { ToAddresses: ['bob@example.net'] },
        Content: { Simple: { Subject: { Data: 'Hi' }, Body: { Text: { Data: 'text' } } } },
      }),
    );

    expect(simulator.messages()).toMatchObject([{ configurationSet: 'bulk' }]);
  });

  it('are listed by the calls of before 2012, addresses alone', async () => {
    const { ses } = await start({ identities: ['example.com'] });
    await ses.send(new VerifyEmailAddressCommand({ EmailAddress: 'ann@example.org' }));
    await ses.send(new VerifyEmailIdentityCommand({ EmailAddress: 'bob@example.org' }));

    const { VerifiedEmailAddresses } = await ses.send(new ListVerifiedEmailAddressesCommand({}));
    expect(VerifiedEmailAddresses).toEqual(['ann@example.org', 'bob@example.org']);
  });
});

describe('configuration sets of v2', () => {
  const set = { ConfigurationSetName: 'stream' };

  it('are made with options, changed, listed and deleted', async () => {
    const { ses2, errorOf } = await start();
    await ses2.send(
      new CreateConfigurationSetCommand({
        ...set,
        DeliveryOptions: { TlsPolicy: 'REQUIRE' },
        SendingOptions: { SendingEnabled: false },
        Tags: [{ Key: 'team', Value: 'a' }],
      }),
    );
    expect(await ses2.send(new GetConfigurationSetCommand(set))).toMatchObject({
      ...set,
      DeliveryOptions: { TlsPolicy: 'REQUIRE' },
      SendingOptions: { SendingEnabled: false },
      ReputationOptions: { ReputationMetricsEnabled: false },
      Tags: [{ Key: 'team', Value: 'a' }],
    });
    await ses2.send(new PutConfigurationSetSendingOptionsCommand({ ...set, SendingEnabled: true }));
    await ses2.send(
      new PutConfigurationSetReputationOptionsCommand({ ...set, ReputationMetricsEnabled: true }),
    );
    await ses2.send(
      new PutConfigurationSetDeliveryOptionsCommand({ ...set, TlsPolicy: 'OPTIONAL' }),
    );
    await ses2.send(
      new PutConfigurationSetTrackingOptionsCommand({
        ...set,
        CustomRedirectDomain: 'click.example.com',
        HttpsPolicy: 'REQUIRE',
      }),
    );
    await ses2.send(
      new PutConfigurationSetSuppressionOptionsCommand({ ...set, SuppressedReasons: ['BOUNCE'] }),
    );

    expect(await ses2.send(new GetConfigurationSetCommand(set))).toMatchObject({
      TrackingOptions: { CustomRedirectDomain: 'click.example.com', HttpsPolicy: 'REQUIRE' },
      DeliveryOptions: { TlsPolicy: 'OPTIONAL' },
      SendingOptions: { SendingEnabled: true },
      ReputationOptions: { ReputationMetricsEnabled: true },
      SuppressionOptions: { SuppressedReasons: ['BOUNCE'] },
    });
    expect(
      (await ses2.send(new ListConfigurationSetsCommand({ PageSize: 5 }))).ConfigurationSets,
    ).toEqual(['bulk', 'stream']);
    await ses2.send(new DeleteConfigurationSetCommand(set));
    expect(await errorOf(ses2.send(new GetConfigurationSetCommand(set)))).toMatchObject({
      name: 'NotFoundException',
    });
  });

  it.each([
    [{ ConfigurationSetName: 'bulk' }, 'AlreadyExistsException'],
    [{ ConfigurationSetName: 'a b' }, 'BadRequestException'],
    [{ ...set, DeliveryOptions: { SendingPoolName: 'pool' } }, 'BadRequestException'],
    [
      {
        ...set,
        VdmOptions: { DashboardOptions: {} },
        ArchivingOptions: { ArchiveArn: 'x'.repeat(20) },
      },
      'BadRequestException',
    ],
    [
      { ...set, TrackingOptions: { CustomRedirectDomain: 'click.elsewhere.example' } },
      'BadRequestException',
    ],
  ])('are refused: %j', async (input, name) => {
    const { ses2, errorOf } = await start();

    expect((await errorOf(ses2.send(new CreateConfigurationSetCommand(input)))).name).toBe(name);
    expect((await ses2.send(new ListConfigurationSetsCommand({}))).ConfigurationSets).toEqual([
      'bulk',
    ]);
  });

  it('have event destinations, delays and subscriptions among their types', async () => {
    const { ses2, errorOf } = await start();
    const destination = { ConfigurationSetName: 'bulk', EventDestinationName: 'sns' };
    const EventDestination = {
      Enabled: true,
      MatchingEventTypes: ['DELIVERY_DELAY' as const, 'SUBSCRIPTION' as const],
      SnsDestination: { TopicArn: topicArn },
    };
    const create = new CreateConfigurationSetEventDestinationCommand({
      ...destination,
      EventDestination,
    });
    await ses2.send(create);

    expect((await errorOf(ses2.send(create))).name).toBe('AlreadyExistsException');
    const shown = () =>
      ses2.send(new GetConfigurationSetEventDestinationsCommand({ ConfigurationSetName: 'bulk' }));
    expect((await shown()).EventDestinations).toEqual([{ Name: 'sns', ...EventDestination }]);
    const update = (changes: object) =>
      ses2.send(
        new UpdateConfigurationSetEventDestinationCommand({
          ...destination,
          EventDestination: { ...EventDestination, ...changes },
        }),
      );
    await update({ MatchingEventTypes: ['BOUNCE'] });
    expect((await shown()).EventDestinations?.[0]?.MatchingEventTypes).toEqual(['BOUNCE']);
    for (const changes of [
      { SnsDestination: { TopicArn: missingTopicArn } },
      { SnsDestination: undefined, EventBridgeDestination: { EventBusArn: 'arn:bus' } },
      { MatchingEventTypes: [] },
    ])
      expect((await errorOf(update(changes))).name).toBe('BadRequestException');
    const remove = new DeleteConfigurationSetEventDestinationCommand(destination);
    await ses2.send(remove);
    expect((await errorOf(ses2.send(remove))).name).toBe('NotFoundException');
  });
});

describe('a raw mail of v2', () => {
  it('is refused with ReplyToAddresses beside it, which would otherwise be lost', async () => {
    const { ses2, errorOf } = await start();
    const Data = Buffer.from('From: ann@example.com\r\nTo: bob@example.net\r\n\r\nhi');

    expect(
      await errorOf(
        ses2.send(
          new SendEmailCommand({
            Content: { Raw: { Data } },
            ReplyToAddresses: ['replies@example.com'],
          }),
        ),
      ),
    ).toMatchObject({
      name: 'BadRequestException',
      message: expect.stringContaining('Reply-To'),
    });
  });
});
