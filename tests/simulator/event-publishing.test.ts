import {
  CreateTemplateCommand,
  SendEmailCommand,
  SendRawEmailCommand,
  SendTemplatedEmailCommand,
} from '@aws-sdk/client-ses';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventTypes } from '../../simulator/account/configuration-sets.ts';
import type { SesSimulatorOptions } from '../../simulator/simulator-options.ts';
import { type SimulatedSes, simulateSes, topicArn } from './simulated-ses.ts';

const identityTopicArn = 'arn:aws:sns:us-east-1:000000000000:identity';

const listening: SesSimulatorOptions = {
  maxSendRate: 1000,
  configurationSets: [
    {
      name: 'transactional',
      eventDestinations: [
        { name: 'sns', matchingEventTypes: [...eventTypes], topicArn },
        {
          name: 'off',
          enabled: false,
          matchingEventTypes: [...eventTypes],
          topicArn: `${topicArn}-off`,
        },
        { name: 'bounces', matchingEventTypes: ['bounce'], topicArn: `${topicArn}-bounces` },
      ],
    },
    { name: 'silent' },
  ],
};

let simulated: SimulatedSes | undefined;

afterEach(() => simulated?.close());

const start = async (options: SesSimulatorOptions = {}): Promise<SimulatedSes> => {
  simulated = await simulateSes({ ...listening, ...options });
  await simulated.simulator.settled();
  simulated.published.length = 0;
  return simulated;
};

const mail = (address: string, configurationSet = 'transactional'): SendEmailCommand =>
  new SendEmailCommand({
    Source: 'Ann <ann@example.com>',
    Destination: { ToAddresses: [address] },
    Message: { Subject: { Data: 'Hi' }, Body: { Text: { Data: 'text' } } },
    ConfigurationSetName: configurationSet,
    Tags: [{ Name: 'pipeline-message', Value: 'm1' }],
  });

const eventsOf = ({ published }: SimulatedSes, topic = topicArn) =>
  published
    .filter((message) => message.topicArn === topic)
    .map(({ message }) => JSON.parse(message));

describe('event publishing', () => {
  it('validates the topics it begins with', async () => {
    simulated = await simulateSes({
      ...listening,
      identityNotifications: { 'example.com': { topics: { Bounce: identityTopicArn } } },
    });
    await simulated.simulator.settled();

    expect(simulated.published).toContainEqual({
      topicArn,
      subject: undefined,
      message: 'Successfully validated SNS topic for Amazon SES event publishing.',
    });
    expect(simulated.published).toContainEqual({
      topicArn: identityTopicArn,
      subject: undefined,
      message: 'Successfully validated SNS topic for Amazon SES.',
    });
  });

  it('publishes Send and Delivery under the subject of SES, the message id and the tags', async () => {
    const ses = await start();
    const { MessageId } = await ses.ses.send(mail('b@example.net'));
    await ses.simulator.settled();

    expect(new Set(ses.published.map(({ subject }) => subject))).toEqual(
      new Set(['Amazon SES Email Event Notification']),
    );
    expect(eventsOf(ses)).toMatchObject([
      {
        eventType: 'Send',
        send: {},
        mail: {
          messageId: MessageId,
          tags: { 'pipeline-message': ['m1'], 'ses:operation': ['SendEmail'] },
        },
      },
      {
        eventType: 'Delivery',
        delivery: { recipients: ['b@example.net'] },
        mail: { commonHeaders: { subject: 'Hi', messageId: MessageId } },
      },
    ]);
  });

  it('tells only the destinations that are enabled and ask for the kind', async () => {
    const ses = await start();
    await ses.ses.send(mail('bounce@simulator.amazonses.com'));
    await ses.ses.send(mail('b@example.net', 'silent'));
    await ses.simulator.settled();

    expect(eventsOf(ses, `${topicArn}-bounces`)).toMatchObject([
      { eventType: 'Bounce', bounce: { bounceSubType: 'General' } },
    ]);
    expect(eventsOf(ses, `${topicArn}-off`)).toEqual([]);
    expect(eventsOf(ses)).toHaveLength(2);
  });

  it('gives the identity its notification and the configuration set its event, with one feedback id', async () => {
    const ses = await start({
      identityNotifications: {
        'example.com': { topics: { Bounce: identityTopicArn }, headersInNotifications: true },
      },
    });
    await ses.ses.send(mail('bounce@simulator.amazonses.com'));
    await ses.ses.send(mail('b@example.net'));
    await ses.simulator.settled();

    const [notification, ...others] = ses.published.filter(
      (message) => message.topicArn === identityTopicArn,
    );
    expect(others).toEqual([]);
    expect(notification?.subject).toBeUndefined();
    const parsed = JSON.parse(notification?.message ?? '');
    expect(parsed).toMatchObject({ notificationType: 'Bounce', mail: { headersTruncated: false } });
    expect(parsed.mail.tags).toBeUndefined();
    const [event] = eventsOf(ses).filter(({ eventType }) => eventType === 'Bounce');
    expect(parsed.bounce.feedbackId).toBe(event.bounce.feedbackId);
  });

  it('accepts a template that cannot be filled, and tells of it by the event alone', async () => {
    const ses = await start();
    await ses.ses.send(
      new CreateTemplateCommand({ Template: { TemplateName: 'T', SubjectPart: '{{subject}}' } }),
    );

    const { MessageId } = await ses.ses.send(
      new SendTemplatedEmailCommand({
        Source: 'a@example.com',
        Destination: { ToAddresses: ['b@example.net'] },
        Template: 'T',
        TemplateData: '{}',
        ConfigurationSetName: 'transactional',
      }),
    );
    await ses.simulator.settled();

    expect(eventsOf(ses)).toMatchObject([
      {
        eventType: 'Rendering Failure',
        failure: {
          templateName: 'T',
          errorMessage: "Attribute 'subject' is not present in the rendering data.",
        },
        mail: { messageId: MessageId },
      },
    ]);
  });

  it('rejects a virus after it has accepted it', async () => {
    const ses = await start();
    const eicar =
      'WDVPIVAlQEFQWzRcUFpYNTQoUF4pN0NDKTd9JEVJQ0FSLVNUQU5EQVJELUFOVElWSVJVUy1URVNU\r\nLUZJTEUhJEgrSCo=';
    await ses.ses.send(
      new SendRawEmailCommand({
        RawMessage: {
          Data: Buffer.from(
            `From: a@example.com\r\nTo: b@example.net\r\nContent-Transfer-Encoding: base64\r\n\r\n${eicar}`,
          ),
        },
        ConfigurationSetName: 'transactional',
      }),
    );
    await ses.simulator.settled();

    expect(eventsOf(ses)).toMatchObject([
      { eventType: 'Send' },
      { eventType: 'Reject', reject: { reason: 'Bad content' } },
    ]);
  });

  it('bounces what goes to an address on the account list', async () => {
    const ses = await start({ suppressed: { 'B@example.net': 'BOUNCE' } });
    await ses.ses.send(mail('b@example.net'));
    await ses.simulator.settled();

    expect(eventsOf(ses)).toMatchObject([
      { eventType: 'Send' },
      {
        eventType: 'Bounce',
        bounce: { bounceType: 'Permanent', bounceSubType: 'OnAccountSuppressionList' },
      },
    ]);
    expect(ses.simulator.stats().sentLast24Hours).toBe(1);
  });

  it('publishes twice, or never, on demand', async () => {
    const ses = await start();
    ses.simulator.setFaults({ eventsDropped: 1 });
    await ses.ses.send(mail('b@example.net'));
    await ses.simulator.settled();
    expect(eventsOf(ses)).toEqual([]);
    expect(ses.simulator.messages()[0]?.events).toMatchObject([
      { isDropped: true },
      { isDropped: true },
    ]);

    ses.simulator.setFaults({ eventsDropped: 0, eventsDuplicated: 1 });
    await ses.ses.send(mail('b@example.net'));
    await ses.simulator.settled();

    expect(
      eventsOf(ses)
        .map(({ eventType }) => eventType)
        .sort(),
    ).toEqual(['Delivery', 'Delivery', 'Send', 'Send']);
    expect(ses.simulator.messages()[1]?.events).toMatchObject([
      { copies: 2, published: 2 },
      { copies: 2, published: 2 },
    ]);
  });

  it('loses no event of many mails', async () => {
    const ses = await start();
    await Promise.all(Array.from({ length: 200 }, () => ses.ses.send(mail('b@example.net'))));
    await ses.simulator.settled();

    expect(ses.simulator.stats()).toMatchObject({ acceptedCalls: 200, eventsWaiting: 0 });
    expect(eventsOf(ses)).toHaveLength(400);
  });
});
