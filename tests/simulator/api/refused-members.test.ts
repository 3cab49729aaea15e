import {
  ListIdentitiesCommand,
  PutConfigurationSetDeliveryOptionsCommand,
  SendRawEmailCommand,
  SetIdentityDkimEnabledCommand,
  SetIdentityFeedbackForwardingEnabledCommand,
  SetIdentityHeadersInNotificationsEnabledCommand,
  SetIdentityMailFromDomainCommand,
  SetIdentityNotificationTopicCommand,
  VerifyDomainDkimCommand,
} from '@aws-sdk/client-ses';
import { SendEmailCommand, type SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import { afterEach, describe, expect, it } from '@jest/globals';
import { checkSimulated } from '../../../simulator/api/not-simulated.ts';
import { type SimulatedSes, simulateSes } from '../simulated-ses.ts';

let simulated: SimulatedSes | undefined;

afterEach(() => simulated?.close());

const start = async () => {
  simulated = await simulateSes({ configurationSets: [{ name: 'stream' }] });
  return simulated;
};

const mail: SendEmailCommandInput = {
  FromEmailAddress: 'ann@example.com',
  Destination: { ToAddresses: ['bob@example.org'] },
  Content: { Simple: { Subject: { Data: 'Hi' }, Body: { Text: { Data: 'text' } } } },
};

describe('checkSimulated', () => {
  it.each([
    ['v1 SendBulkTemplatedEmail', { TemplateArn: 'arn:x' }, 'TemplateArn'],
    ['v2 SendEmail', { EndpointId: 'ab.cd' }, 'EndpointId'],
    [
      'v2 CreateConfigurationSet',
      { SuppressionOptions: { ValidationOptions: { ConditionThreshold: 'x' } } },
      'SuppressionOptions.ValidationOptions.ConditionThreshold',
    ],
    [
      'v2 UpdateConfigurationSetEventDestination',
      { EventDestination: { EventBridgeDestination: { EventBusArn: 'arn:x' } } },
      'EventDestination.EventBridgeDestination.EventBusArn',
    ],
    [
      'v2 SendEmail',
      { Content: { Simple: { Attachments: [{ ContentTransferEncoding: 'SEVEN_BIT' }] } } },
      'Content.Simple.Attachments[].ContentTransferEncoding',
    ],
    ['v1 SendEmail', { Message: { Subject: { Charset: 'Big5' } } }, 'Message.Subject.Charset'],
  ])('refuses in %s %j', (call, members, path) => {
    expect(checkSimulated(call, members)).toMatchObject({
      code: 'InvalidParameterValue',
      message: expect.stringContaining(path),
    });
  });

  it('takes what begins like a member that it refuses, and members that SES does not have', () => {
    expect(
      checkSimulated('v2 SendEmail', {
        EndpointIdentity: 'x',
        Content: { Simple: { Subject: { Charset: 'utf8' } } },
      }),
    ).toBeUndefined();
  });
});

describe('the v1 API', () => {
  it.each([
    new SetIdentityNotificationTopicCommand({ Identity: 'x.example', NotificationType: 'Bounce' }),
    new SetIdentityHeadersInNotificationsEnabledCommand({
      Identity: 'x.example',
      NotificationType: 'Bounce',
      Enabled: true,
    }),
    new SetIdentityFeedbackForwardingEnabledCommand({
      Identity: 'x.example',
      ForwardingEnabled: true,
    }),
    new SetIdentityMailFromDomainCommand({ Identity: 'x.example' }),
    new SetIdentityDkimEnabledCommand({ Identity: 'x.example', DkimEnabled: true }),
  ])('says of an identity it does not know that it is invalid: %#', async (command) => {
    const { ses, errorOf } = await start();

    // biome-ignore lint/suspicious/noExplicitAny: the commands have no type in common.
    expect(await errorOf(ses.send(command as any))).toMatchObject({
      name: 'InvalidParameterValue',
      message: 'Identity x.example is invalid. Must be a verified email address or domain.',
    });
  });

  it.each([
    new PutConfigurationSetDeliveryOptionsCommand({
      ConfigurationSetName: 'stream',
      DeliveryOptions: { TlsPolicy: 'Sometimes' as never },
    }),
    new ListIdentitiesCommand({ IdentityType: 'Phone' as never }),
    new SetIdentityMailFromDomainCommand({
      Identity: 'example.com',
      MailFromDomain: 'm.example.com',
      BehaviorOnMXFailure: 'Panic' as never,
    }),
  ])('refuses values that an enumeration does not have: %#', async (command) => {
    const { ses, errorOf } = await start();

    // biome-ignore lint/suspicious/noExplicitAny: the commands have no type in common.
    expect(await errorOf(ses.send(command as any))).toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining('Member must satisfy enum value set'),
    });
  });

  it.each(['example.com', 'other.example', 'a b', 'notexample.com'])(
    'refuses %j as the MAIL FROM domain of example.com',
    async (MailFromDomain) => {
      const { ses, errorOf } = await start();
      const command = new SetIdentityMailFromDomainCommand({
        Identity: 'example.com',
        MailFromDomain,
      });

      expect(await errorOf(ses.send(command))).toMatchObject({ name: 'InvalidParameterValue' });
    },
  );

  it('refuses to make DKIM records of what is no domain', async () => {
    const { ses, errorOf } = await start();

    expect(await errorOf(ses.send(new VerifyDomainDkimCommand({ Domain: 'a b' })))).toMatchObject({
      name: 'InvalidParameterValue',
      message: 'Invalid domain name a b.',
    });
  });

  it('refuses what it does not simulate, and counts the mail among the refused', async () => {
    const { ses, simulator, errorOf } = await start();
    const command = new SendRawEmailCommand({
      RawMessage: { Data: Buffer.from('From: ann@example.com\r\nTo: bob@example.org\r\n\r\nx') },
      SourceArn: 'arn:aws:ses:us-east-1:111122223333:identity/example.com',
    });

    expect(await errorOf(ses.send(command))).toMatchObject({
      name: 'InvalidParameterValue',
      message: expect.stringContaining('does not simulate SourceArn'),
    });
    expect(simulator.stats().refusedByCode).toEqual({ InvalidParameterValue: 1 });
  });
});

describe('the v2 API', () => {
  it.each([
    [{ TenantName: 'acme' }, 'NotFoundException'],
    [{ ListManagementOptions: { ContactListName: 'news' } }, 'NotFoundException'],
    [
      { FromEmailAddressIdentityArn: 'arn:aws:ses:us-east-1:111122223333:identity/x' },
      'BadRequestException',
    ],
  ])('refuses a mail with %j', async (more, name) => {
    const { ses2, errorOf } = await start();

    expect(await errorOf(ses2.send(new SendEmailCommand({ ...mail, ...more })))).toMatchObject({
      name,
    });
  });

  it('refuses a tenant in the address, too, and takes the same call without one', async () => {
    const { simulator } = await start();
    const list = (query: string) =>
      fetch(`${simulator.url}/v2/email/suppression/addresses${query}`, {
        headers: { authorization: 'AWS4-HMAC-SHA256' },
      });

    expect((await list('?TenantName=acme')).status).toBe(404);
    expect((await list('?Reason=SPAM')).status).toBe(400);
    expect((await list('?Reason=BOUNCE')).status).toBe(200);
  });
});
