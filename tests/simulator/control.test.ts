import {
  CreateConfigurationSetCommand,
  CreateConfigurationSetEventDestinationCommand,
  CreateTemplateCommand,
  DeleteConfigurationSetCommand,
  DeleteConfigurationSetEventDestinationCommand,
  DeleteIdentityCommand,
  DeleteTemplateCommand,
  DescribeConfigurationSetCommand,
  GetAccountSendingEnabledCommand,
  GetIdentityDkimAttributesCommand,
  GetIdentityMailFromDomainAttributesCommand,
  GetIdentityNotificationAttributesCommand,
  GetIdentityVerificationAttributesCommand,
  GetSendQuotaCommand,
  GetSendStatisticsCommand,
  GetTemplateCommand,
  ListConfigurationSetsCommand,
  ListIdentitiesCommand,
  ListTemplatesCommand,
  SendEmailCommand,
  SetIdentityFeedbackForwardingEnabledCommand,
  SetIdentityHeadersInNotificationsEnabledCommand,
  SetIdentityMailFromDomainCommand,
  SetIdentityNotificationTopicCommand,
  TestRenderTemplateCommand,
  UpdateConfigurationSetEventDestinationCommand,
  UpdateTemplateCommand,
  VerifyDomainDkimCommand,
  VerifyDomainIdentityCommand,
  VerifyEmailIdentityCommand,
} from '@aws-sdk/client-ses';
import {
  DeleteSuppressedDestinationCommand,
  GetAccountCommand,
  GetSuppressedDestinationCommand,
  ListSuppressedDestinationsCommand,
  PutAccountSendingAttributesCommand,
  PutSuppressedDestinationCommand,
  SendEmailCommand as SendEmail2Command,
} from '@aws-sdk/client-sesv2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { missingTopicArn, type SimulatedSes, simulateSes, topicArn } from './simulated-ses.ts';

let simulated: SimulatedSes;

beforeEach(async () => {
  simulated = await simulateSes();
});

afterEach(() => simulated.close());

const post = (
  body: string,
  headers: Record<string, string> = { authorization: 'AWS4-HMAC-SHA256 any' },
): Promise<Response> =>
  fetch(simulated.simulator.url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });

describe('query API', () => {
  it('wants a signature, and believes any', async () => {
    const answer = await post('Action=GetSendQuota&Version=2010-12-01', {});

    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('<Code>MissingAuthenticationToken</Code>');
    expect((await post('Action=GetSendQuota&Version=2010-12-01')).status).toBe(200);
  });

  it('does not know every action', async () => {
    const answer = await post('Action=Dance&Version=2010-12-01');

    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(
      '<Type>Sender</Type><Code>InvalidAction</Code><Message>Could not find operation Dance for version 2010-12-01</Message>',
    );
  });

  it('writes the quota as doubles and gives the request a number', async () => {
    const answer = await post('Action=GetSendQuota&Version=2010-12-01');
    const text = await answer.text();

    expect(text).toContain(
      '<Max24HourSend>50000.0</Max24HourSend><MaxSendRate>14.0</MaxSendRate><SentLast24Hours>0.0</SentLast24Hours>',
    );
    expect(text).toContain(`<RequestId>${answer.headers.get('x-amzn-requestid')}</RequestId>`);
  });

  it('holds control calls to one per second and action, but not the sending ones', async () => {
    await simulated.close();
    simulated = await simulateSes({ limitsControlCalls: true });
    const { ses, errorOf, time } = simulated;
    const mail = {
      Source: 'a@example.com',
      Destination: { ToAddresses: ['b@example.net'] },
      Message: { Subject: { Data: 's' }, Body: { Text: { Data: 't' } } },
    };
    await ses.send(new GetSendQuotaCommand({}));
    time.nowMs += 500;

    expect(await errorOf(ses.send(new GetSendQuotaCommand({})))).toEqual({
      name: 'Throttling',
      message: 'Rate exceeded',
      status: 400,
    });
    await ses.send(new GetAccountSendingEnabledCommand({}));
    await ses.send(new SendEmailCommand(mail));
    await ses.send(new SendEmailCommand(mail));
    time.nowMs += 500;
    await ses.send(new GetSendQuotaCommand({}));
  });

  it('gives statistics by quarters of an hour', async () => {
    const { ses, simulator } = simulated;
    await ses.send(
      new SendEmailCommand({
        Source: 'a@example.com',
        Destination: { ToAddresses: ['bounce@simulator.amazonses.com'] },
        Message: { Subject: { Data: 's' }, Body: { Text: { Data: 't' } } },
      }),
    );
    await simulator.settled();

    expect((await ses.send(new GetSendStatisticsCommand({}))).SendDataPoints).toEqual([
      {
        Timestamp: new Date('2026-11-21T12:00:00Z'),
        DeliveryAttempts: 1,
        Bounces: 1,
        Complaints: 0,
        Rejects: 0,
      },
    ]);
  });
});

describe('identities over the API', () => {
  it('are verified when asked for, listed, described and deleted', async () => {
    const { ses } = simulated;
    await ses.send(new VerifyEmailIdentityCommand({ EmailAddress: 'Ann@New.example' }));
    const { VerificationToken } = await ses.send(
      new VerifyDomainIdentityCommand({ Domain: 'new.example' }),
    );
    const { DkimTokens } = await ses.send(new VerifyDomainDkimCommand({ Domain: 'new.example' }));

    expect(
      (await ses.send(new ListIdentitiesCommand({ IdentityType: 'EmailAddress' }))).Identities,
    ).toEqual(['Ann@new.example']);
    expect(
      (await ses.send(new ListIdentitiesCommand({ IdentityType: 'Domain', MaxItems: 2 })))
        .NextToken,
    ).toBe('2');
    const asked = { Identities: ['new.example', 'Ann@new.example', 'unknown.example'] };
    expect(
      (await ses.send(new GetIdentityVerificationAttributesCommand(asked))).VerificationAttributes,
    ).toEqual({
      'new.example': { VerificationStatus: 'Success', VerificationToken },
      'Ann@new.example': { VerificationStatus: 'Success' },
    });
    expect(
      (await ses.send(new GetIdentityDkimAttributesCommand(asked))).DkimAttributes?.['new.example'],
    ).toEqual({
      DkimEnabled: true,
      DkimVerificationStatus: 'Success',
      DkimTokens,
    });
    expect(DkimTokens).toHaveLength(3);
    await ses.send(new DeleteIdentityCommand({ Identity: 'new.example' }));
    expect((await ses.send(new ListIdentitiesCommand({}))).Identities).not.toContain('new.example');
  });

  it('have a MAIL FROM domain when one is set', async () => {
    const { ses } = simulated;
    await ses.send(
      new SetIdentityMailFromDomainCommand({
        Identity: 'example.com',
        MailFromDomain: 'm.example.com',
      }),
    );

    const { MailFromDomainAttributes } = await ses.send(
      new GetIdentityMailFromDomainAttributesCommand({
        Identities: ['example.com', 'example.net'],
      }),
    );

    expect(MailFromDomainAttributes).toEqual({
      'example.com': {
        MailFromDomain: 'm.example.com',
        MailFromDomainStatus: 'Success',
        BehaviorOnMXFailure: 'UseDefaultValue',
      },
    });
  });

  it('get topics for their feedback, and each topic the text that validates it', async () => {
    const { ses, published, errorOf } = simulated;
    const set = {
      Identity: 'example.com',
      NotificationType: 'Bounce',
      SnsTopic: topicArn,
    } as const;

    expect(
      await errorOf(
        ses.send(
          new SetIdentityFeedbackForwardingEnabledCommand({
            Identity: 'example.com',
            ForwardingEnabled: false,
          }),
        ),
      ),
    ).toMatchObject({
      name: 'InvalidParameterValue',
    });
    await ses.send(new SetIdentityNotificationTopicCommand(set));
    await ses.send(
      new SetIdentityNotificationTopicCommand({ ...set, NotificationType: 'Complaint' }),
    );
    await ses.send(
      new SetIdentityFeedbackForwardingEnabledCommand({
        Identity: 'example.com',
        ForwardingEnabled: false,
      }),
    );
    await ses.send(
      new SetIdentityHeadersInNotificationsEnabledCommand({
        Identity: 'example.com',
        NotificationType: 'Bounce',
        Enabled: true,
      }),
    );

    expect(published).toEqual([
      { topicArn, subject: undefined, message: 'Successfully validated SNS topic for Amazon SES.' },
      { topicArn, subject: undefined, message: 'Successfully validated SNS topic for Amazon SES.' },
    ]);
    const { NotificationAttributes } = await ses.send(
      new GetIdentityNotificationAttributesCommand({ Identities: ['example.com'] }),
    );
    expect(NotificationAttributes?.['example.com']).toEqual({
      BounceTopic: topicArn,
      ComplaintTopic: topicArn,
      ForwardingEnabled: false,
      HeadersInBounceNotificationsEnabled: true,
      HeadersInComplaintNotificationsEnabled: false,
      HeadersInDeliveryNotificationsEnabled: false,
    });
  });

  it('refuse what they cannot do in the words of SES', async () => {
    const { errorOf } = simulated;
    const wrongType = await post(
      'Action=SetIdentityNotificationTopic&Version=2010-12-01&Identity=example.com&NotificationType=Open',
    );

    expect(await wrongType.text()).toContain(
      '<Message>Invalid notification type: Open. Valid values are: Bounce, Complaint, Delivery.</Message>',
    );
    const unknown = { Identity: 'x.example', NotificationType: 'Bounce', Enabled: true } as const;
    expect(
      await errorOf(
        simulated.ses.send(new SetIdentityHeadersInNotificationsEnabledCommand(unknown)),
      ),
    ).toMatchObject({
      name: 'InvalidParameterValue',
      message: 'Identity x.example is invalid. Must be a verified email address or domain.',
    });
  });
});

describe('templates over the API', () => {
  const Template = {
    TemplateName: 'Welcome',
    SubjectPart: 'Hi {{name}}',
    TextPart: 'Hello {{name}}',
    HtmlPart: '<b>{{name}}</b>',
  };

  it('are created, read, changed, listed, rendered and deleted', async () => {
    const { ses, errorOf, time } = simulated;
    await ses.send(new CreateTemplateCommand({ Template }));

    expect((await ses.send(new GetTemplateCommand({ TemplateName: 'Welcome' }))).Template).toEqual(
      Template,
    );
    expect(await errorOf(ses.send(new CreateTemplateCommand({ Template })))).toMatchObject({
      name: 'AlreadyExistsException',
    });
    await ses.send(
      new UpdateTemplateCommand({ Template: { ...Template, SubjectPart: 'Dear {{name}}' } }),
    );
    const render = { TemplateName: 'Welcome', TemplateData: '{"name":"Ann"}' };
    expect((await ses.send(new TestRenderTemplateCommand(render))).RenderedTemplate).toContain(
      'Subject: Dear Ann\r\n',
    );
    expect((await ses.send(new ListTemplatesCommand({}))).TemplatesMetadata).toEqual([
      { Name: 'Welcome', CreatedTimestamp: new Date(time.nowMs) },
    ]);
    await ses.send(new DeleteTemplateCommand({ TemplateName: 'Welcome' }));
    expect(
      (await errorOf(ses.send(new GetTemplateCommand({ TemplateName: 'Welcome' })))).name,
    ).toBe('TemplateDoesNotExistException');
  });

  it('fail with the names SES has for it', async () => {
    const { ses, errorOf } = simulated;
    await ses.send(new CreateTemplateCommand({ Template }));

    expect(
      await errorOf(
        ses.send(new TestRenderTemplateCommand({ TemplateName: 'Welcome', TemplateData: '{}' })),
      ),
    ).toMatchObject({
      name: 'MissingRenderingAttributeException',
      message: "Attribute 'name' is not present in the rendering data.",
    });
    expect(
      (
        await errorOf(
          ses.send(new TestRenderTemplateCommand({ TemplateName: 'Welcome', TemplateData: 'no' })),
        )
      ).name,
    ).toBe('InvalidRenderingParameterException');
    const broken = { ...Template, TemplateName: 'Broken', TextPart: '{{#if a}}' };
    expect((await errorOf(ses.send(new CreateTemplateCommand({ Template: broken })))).name).toBe(
      'InvalidTemplateException',
    );
    expect(
      (
        await errorOf(
          ses.send(new UpdateTemplateCommand({ Template: { ...Template, TemplateName: 'None' } })),
        )
      ).name,
    ).toBe('TemplateDoesNotExistException');
  });
});

describe('configuration sets over the API', () => {
  const EventDestination = {
    Name: 'sns',
    Enabled: true,
    MatchingEventTypes: ['bounce', 'renderingFailure'],
    SNSDestination: { TopicARN: topicArn },
  } as const;
  const create = (changes: object = {}) =>
    new CreateConfigurationSetEventDestinationCommand({
      ConfigurationSetName: 'bulk',
      EventDestination: {
        ...EventDestination,
        MatchingEventTypes: [...EventDestination.MatchingEventTypes],
        ...changes,
      },
    });

  beforeEach(() =>
    simulated.ses.send(new CreateConfigurationSetCommand({ ConfigurationSet: { Name: 'bulk' } })),
  );

  it('have event destinations whose topics get the text that validates them', async () => {
    const { ses, published } = simulated;
    await ses.send(create());
    await ses.send(
      new UpdateConfigurationSetEventDestinationCommand({
        ConfigurationSetName: 'bulk',
        EventDestination: { ...EventDestination, MatchingEventTypes: ['send'], Enabled: false },
      }),
    );

    expect(published).toEqual([
      {
        topicArn,
        subject: undefined,
        message: 'Successfully validated SNS topic for Amazon SES event publishing.',
      },
    ]);
    const described = await ses.send(
      new DescribeConfigurationSetCommand({
        ConfigurationSetName: 'bulk',
        ConfigurationSetAttributeNames: [
          'eventDestinations',
          'deliveryOptions',
          'reputationOptions',
        ],
      }),
    );
    expect(described).toMatchObject({
      ConfigurationSet: { Name: 'bulk' },
      EventDestinations: [
        {
          Name: 'sns',
          Enabled: false,
          MatchingEventTypes: ['send'],
          SNSDestination: { TopicARN: topicArn },
        },
      ],
      DeliveryOptions: { TlsPolicy: 'Optional' },
      ReputationOptions: { SendingEnabled: true, ReputationMetricsEnabled: false },
    });
    await ses.send(
      new DeleteConfigurationSetEventDestinationCommand({
        ConfigurationSetName: 'bulk',
        EventDestinationName: 'sns',
      }),
    );
    await ses.send(new DeleteConfigurationSetCommand({ ConfigurationSetName: 'bulk' }));
    expect((await ses.send(new ListConfigurationSetsCommand({}))).ConfigurationSets ?? []).toEqual(
      [],
    );
  });

  it('refuse what they cannot do in the words of SES', async () => {
    const { ses, errorOf } = simulated;
    await ses.send(create());

    expect((await errorOf(ses.send(create()))).name).toBe('EventDestinationAlreadyExistsException');
    expect(
      await errorOf(
        ses.send(create({ Name: 'other', SNSDestination: { TopicARN: missingTopicArn } })),
      ),
    ).toMatchObject({
      name: 'InvalidSNSDestinationException',
      message: `SNS topic <${missingTopicArn}> not found.`,
    });
    const gone = new DeleteConfigurationSetEventDestinationCommand({
      ConfigurationSetName: 'bulk',
      EventDestinationName: 'none',
    });
    expect(await errorOf(ses.send(gone))).toMatchObject({
      name: 'EventDestinationDoesNotExistException',
      message: 'No EventDestination found for name',
    });
    const again = new CreateConfigurationSetCommand({ ConfigurationSet: { Name: 'bulk' } });
    expect((await errorOf(ses.send(again))).name).toBe('ConfigurationSetAlreadyExistsException');
    expect(
      await errorOf(
        ses.send(new DescribeConfigurationSetCommand({ ConfigurationSetName: 'none' })),
      ),
    ).toMatchObject({
      name: 'ConfigurationSetDoesNotExistException',
      message: 'Configuration set <none> does not exist.',
    });
    const v2Only = create({ Name: 'late', MatchingEventTypes: ['deliveryDelay'] });
    expect((await errorOf(ses.send(v2Only))).name).toBe('ValidationError');
  });
});

describe('v2 API', () => {
  const mail = {
    FromEmailAddress: 'a@example.com',
    Destination: { ToAddresses: ['b@example.net'], BccAddresses: ['c@example.net'] },
    Content: {
      Simple: {
        Subject: { Data: 'Hé' },
        Body: { Text: { Data: 't' } },
        Headers: [{ Name: 'List-Unsubscribe', Value: '<https://example.com/u>' }],
        Attachments: [
          { FileName: 'a.txt', RawContent: Buffer.from('x'), ContentType: 'text/plain' },
        ],
      },
    },
    EmailTags: [{ Name: 'n', Value: 'v' }],
  };

  it('describes the account', async () => {
    const { ses2, simulator } = simulated;
    simulator.changeAccount({ enforcementStatus: 'PROBATION' });

    expect(await ses2.send(new GetAccountCommand({}))).toMatchObject({
      EnforcementStatus: 'PROBATION',
      ProductionAccessEnabled: true,
      SendingEnabled: true,
      SendQuota: { Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: 0 },
    });
  });

  it('sends simple, raw and templated mails', async () => {
    const { ses2, simulator } = simulated;
    await ses2.send(new SendEmail2Command(mail));
    await ses2.send(
      new SendEmail2Command({
        Content: {
          Raw: {
            Data: Buffer.from('From: a@example.com\r\nTo: d@example.net\r\nSubject: Raw\r\n\r\n'),
          },
        },
      }),
    );
    const inline = {
      TemplateContent: { Subject: 'Hi {{n}}', Text: 't' },
      TemplateData: '{"n":"E"}',
    };
    await ses2.send(new SendEmail2Command({ ...mail, Content: { Template: inline } }));

    expect(simulator.messages()).toMatchObject([
      { subject: 'Hé', to: ['b@example.net', 'c@example.net'], tags: { n: 'v' } },
      { subject: 'Raw', to: ['d@example.net'] },
      { subject: 'Hi E' },
    ]);
    const [first] = simulator.messages();
    const detail = await (await fetch(`${simulator.url}/_sim/messages/${first?.id}`)).json();
    expect(detail).toMatchObject({
      text: 't\n',
      attachments: [{ fileName: 'a.txt', contentType: 'text/plain', sizeBytes: 1 }],
    });
  });

  it('names errors as v2 does', async () => {
    const { ses2, errorOf, simulator } = simulated;
    const send = (changes: object = {}) =>
      errorOf(ses2.send(new SendEmail2Command({ ...mail, ...changes })));

    expect(await send({ ConfigurationSetName: 'none' })).toMatchObject({
      name: 'NotFoundException',
      status: 404,
    });
    expect(await send({ FromEmailAddress: 'x@nowhere.example' })).toMatchObject({
      name: 'MessageRejected',
      status: 400,
    });
    expect(await send({ FromEmailAddress: 'nobody' })).toMatchObject({
      name: 'BadRequestException',
      status: 400,
    });
    simulator.changeAccount({ maxSendRate: 1 });
    expect(await send()).toMatchObject({
      name: 'TooManyRequestsException',
      message: 'Maximum sending rate exceeded.',
      status: 429,
    });
    await ses2.send(new PutAccountSendingAttributesCommand({ SendingEnabled: false }));
    expect(await send()).toMatchObject({ name: 'SendingPausedException', status: 400 });
    simulator.changeAccount({ enforcementStatus: 'SHUTDOWN' });
    expect(await send()).toMatchObject({ name: 'AccountSuspendedException', status: 400 });
    expect(
      await errorOf(ses2.send(new GetSuppressedDestinationCommand({ EmailAddress: 'x@y.z' }))),
    ).toMatchObject({
      name: 'NotFoundException',
      status: 404,
    });
  });

  it('lists the suppression list page by page, in the order of the addresses, whatever is removed in between', async () => {
    const { ses2, time, errorOf } = simulated;
    for (const index of [3, 1, 5, 2, 4]) {
      time.nowMs += 1000;
      await ses2.send(
        new PutSuppressedDestinationCommand({
          EmailAddress: `page${index}@example.net`,
          Reason: 'BOUNCE',
        }),
      );
    }
    const pageFrom = async (NextToken?: string) => {
      const page = await ses2.send(
        new ListSuppressedDestinationsCommand({
          PageSize: 2,
          Reasons: ['BOUNCE'],
          ...(NextToken ? { NextToken } : {}),
        }),
      );
      return {
        found: page.SuppressedDestinationSummaries?.map(({ EmailAddress }) =>
          EmailAddress?.slice(0, 5),
        ),
        next: page.NextToken,
      };
    };

    const first = await pageFrom();
    await ses2.send(new DeleteSuppressedDestinationCommand({ EmailAddress: 'page2@example.net' }));
    const second = await pageFrom(first.next);
    const third = await pageFrom(second.next);

    expect([first.found, second.found, third]).toEqual([
      ['page1', 'page2'],
      ['page3', 'page4'],
      { found: ['page5'], next: undefined },
    ]);
    const since = await ses2.send(
      new ListSuppressedDestinationsCommand({
        StartDate: new Date(time.nowMs - 1000),
        EndDate: new Date(time.nowMs),
      }),
    );
    expect(since.SuppressedDestinationSummaries?.map(({ EmailAddress }) => EmailAddress)).toEqual([
      'page4@example.net',
    ]);
    expect(
      await errorOf(ses2.send(new ListSuppressedDestinationsCommand({ NextToken: 'made up' }))),
    ).toMatchObject({
      name: 'InvalidNextTokenException',
      status: 400,
    });
    expect(
      await errorOf(ses2.send(new ListSuppressedDestinationsCommand({ PageSize: 0 }))),
    ).toMatchObject({ name: 'BadRequestException' });
    expect(
      await errorOf(
        ses2.send(
          new PutSuppressedDestinationCommand({ EmailAddress: 'nobody', Reason: 'BOUNCE' }),
        ),
      ),
    ).toMatchObject({
      name: 'BadRequestException',
    });
  });

  it('keeps the suppression list', async () => {
    const { ses2, errorOf } = simulated;
    await ses2.send(
      new PutSuppressedDestinationCommand({ EmailAddress: 'a+b@example.net', Reason: 'BOUNCE' }),
    );
    await ses2.send(
      new PutSuppressedDestinationCommand({ EmailAddress: 'c@example.net', Reason: 'COMPLAINT' }),
    );

    const { SuppressedDestination } = await ses2.send(
      new GetSuppressedDestinationCommand({ EmailAddress: 'A+b@example.net' }),
    );
    expect(SuppressedDestination).toMatchObject({
      EmailAddress: 'a+b@example.net',
      Reason: 'BOUNCE',
      LastUpdateTime: expect.any(Date),
    });
    const listed = await ses2.send(
      new ListSuppressedDestinationsCommand({ Reasons: ['COMPLAINT'] }),
    );
    expect(listed.SuppressedDestinationSummaries?.map(({ EmailAddress }) => EmailAddress)).toEqual([
      'c@example.net',
    ]);
    await ses2.send(new DeleteSuppressedDestinationCommand({ EmailAddress: 'a+b@example.net' }));
    expect(
      (
        await errorOf(
          ses2.send(new DeleteSuppressedDestinationCommand({ EmailAddress: 'a+b@example.net' })),
        )
      ).name,
    ).toBe('NotFoundException');
  });
});
