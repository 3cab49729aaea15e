import {
  SetIdentityNotificationTopicCommand,
  type SetIdentityNotificationTopicCommandInput,
} from '@aws-sdk/client-ses';
import {
  CreateConfigurationSetCommand,
  CreateConfigurationSetEventDestinationCommand,
  CreateEmailIdentityCommand,
  DeleteConfigurationSetCommand,
  DeleteEmailIdentityCommand,
  type EventType,
  GetConfigurationSetEventDestinationsCommand,
  PutAccountSuppressionAttributesCommand,
  PutConfigurationSetDeliveryOptionsCommand,
  PutConfigurationSetReputationOptionsCommand,
  PutConfigurationSetSendingOptionsCommand,
  PutConfigurationSetSuppressionOptionsCommand,
  PutEmailIdentityDkimAttributesCommand,
  PutEmailIdentityMailFromAttributesCommand,
  UpdateConfigurationSetEventDestinationCommand,
} from '@aws-sdk/client-sesv2';
import { addDomain, type DoctorWorld, domain, untilVerified, verify } from './doctor-world.ts';
import { type Fault, tenantItem } from './fault.ts';

/** Changes the account in the simulator, and lets the pipeline see that it is well again after. */
const account =
  (changes: object, back: object): Fault['plant'] =>
  async ({ stack }) => {
    const post = (body: object) =>
      fetch(`${stack.endpoints.ses}/_sim/account`, { method: 'POST', body: JSON.stringify(body) });
    await post(changes);
    return async () => {
      await post(back);
      await stack.invoke('refresh-quota', {});
    };
  };

const accountFaults: readonly Fault[] = [
  {
    name: 'the account is in the sandbox',
    check: 'production-access',
    plant: account({ isSandbox: true }, { isSandbox: false }),
  },
  {
    name: 'production access is denied, for AWS waits for an answer',
    check: 'production-access',
    plant: account(
      { isSandbox: true, review: { status: 'DENIED', caseId: '17' } },
      { isSandbox: false, review: { status: 'GRANTED', caseId: '17' } },
    ),
  },
  {
    name: 'sending is switched off',
    check: 'sending-enabled',
    plant: account({ sendingEnabled: false }, { sendingEnabled: true }),
  },
  {
    name: 'the account is under review',
    check: 'enforcement',
    plant: account({ enforcementStatus: 'PROBATION' }, { enforcementStatus: 'HEALTHY' }),
  },
  {
    name: 'AWS has stopped the account',
    check: 'enforcement',
    plant: account({ enforcementStatus: 'SHUTDOWN' }, { enforcementStatus: 'HEALTHY' }),
  },
  {
    name: 'the quota is used up',
    check: 'quota',
    plant: account({ max24HourSend: 0 }, { max24HourSend: 50_000 }),
  },
  {
    name: 'SES recommends something',
    check: 'recommendations',
    plant: account(
      {
        recommendations: [
          {
            type: 'BIMI',
            resourceArn: `arn:aws:ses:us-east-1:000000000000:identity/${domain}`,
            description: 'BIMI record is missing',
            impact: 'LOW',
          },
        ],
      },
      { recommendations: [] },
    ),
  },
  {
    name: 'the suppression list takes no complaints',
    check: 'suppression-list',
    plant: async ({ sesv2 }) => {
      const put = (SuppressedReasons: ('BOUNCE' | 'COMPLAINT')[]) =>
        sesv2.send(new PutAccountSuppressionAttributesCommand({ SuppressedReasons }));
      await put(['BOUNCE']);
      return () => put(['BOUNCE', 'COMPLAINT']);
    },
  },
];

const setNotification = ({ ses }: DoctorWorld, input: SetIdentityNotificationTopicCommandInput) =>
  ses.send(new SetIdentityNotificationTopicCommand(input));

/** Makes a domain from which a further tenant sends; the end removes it. */
const withDomain =
  (name: string, length: 'RSA_1024_BIT' | 'RSA_2048_BIT', isVerified: boolean): Fault['plant'] =>
  async (world) => {
    const { zone } = world;
    await addDomain(world, name, length);
    if (isVerified) await verify(world, name);
    const end = await tenantItem('further', { settings: { from: `hello@${name}` } })(world);
    return async () => {
      await end();
      world.zone = zone;
      await world.sesv2.send(new DeleteEmailIdentityCommand({ EmailIdentity: name }));
    };
  };

const identityFaults: readonly Fault[] = [
  {
    name: 'SES does not sign the domain',
    check: 'dkim-signing',
    plant: async ({ sesv2 }) => {
      const put = (SigningEnabled: boolean) =>
        sesv2.send(
          new PutEmailIdentityDkimAttributesCommand({ EmailIdentity: domain, SigningEnabled }),
        );
      await put(false);
      return () => put(true);
    },
  },
  {
    name: 'SES has not found the records of a domain yet',
    check: 'identity-status',
    plant: withDomain('new-of-acme.com', 'RSA_2048_BIT', false),
  },
  {
    name: 'a domain has a DKIM key of 1024 bits',
    check: 'dkim-key-length',
    plant: withDomain('short-of-acme.com', 'RSA_1024_BIT', true),
  },
  {
    name: 'the domain has no MAIL FROM',
    check: 'mail-from',
    plant: async (world) => {
      const put = (MailFromDomain: string) =>
        world.sesv2.send(
          new PutEmailIdentityMailFromAttributesCommand({ EmailIdentity: domain, MailFromDomain }),
        );
      await put('');
      return async () => {
        await put(`bounce.${domain}`);
        await untilVerified(world, domain);
      };
    },
  },
  {
    name: 'the domain notifies the feedback topic itself',
    check: 'identity-notifications',
    plant: async (world) => {
      const input = { Identity: domain, NotificationType: 'Bounce' } as const;
      await setNotification(world, { ...input, SnsTopic: world.stack.endpoints.topics.feedback });
      return () => setNotification(world, input);
    },
  },
  {
    name: 'the address that sends is an identity, too, and notifies a topic',
    check: 'identity-notifications',
    plant: async (world) => {
      const EmailIdentity = `hello@${domain}`;
      await world.sesv2.send(new CreateEmailIdentityCommand({ EmailIdentity }));
      await setNotification(world, {
        Identity: EmailIdentity,
        NotificationType: 'Complaint',
        SnsTopic: world.stack.endpoints.topics.feedback,
      });
      return () => world.sesv2.send(new DeleteEmailIdentityCommand({ EmailIdentity }));
    },
  },
];

const set = (stream: string) => `ses-pipeline-dev-${stream}`;

/** Changes a destination of a set; the end puts it back. */
const onDestination =
  (
    stream: string,
    name: string,
    changes: { readonly Enabled?: boolean; readonly MatchingEventTypes?: EventType[] },
  ): Fault['plant'] =>
  async ({ sesv2 }) => {
    const ConfigurationSetName = set(stream);
    const { EventDestinations = [] } = await sesv2.send(
      new GetConfigurationSetEventDestinationsCommand({ ConfigurationSetName }),
    );
    const { Name: _, ...before } = EventDestinations.find(({ Name }) => Name === name) ?? {
      Name: '',
      MatchingEventTypes: [],
    };
    const put = (EventDestination: object) =>
      sesv2.send(
        new UpdateConfigurationSetEventDestinationCommand({
          ConfigurationSetName,
          EventDestinationName: name,
          EventDestination,
        }),
      );
    await put({ ...before, ...changes });
    return () => put(before);
  };

const setFaults: readonly Fault[] = [
  {
    name: 'the configuration set of a stream is missing',
    check: 'configuration-sets',
    plant: async ({ sesv2 }) => {
      const ConfigurationSetName = set('marketing');
      const { EventDestinations = [] } = await sesv2.send(
        new GetConfigurationSetEventDestinationsCommand({ ConfigurationSetName }),
      );
      await sesv2.send(new DeleteConfigurationSetCommand({ ConfigurationSetName }));
      return async () => {
        await sesv2.send(new CreateConfigurationSetCommand({ ConfigurationSetName }));
        for (const { Name, ...EventDestination } of EventDestinations)
          await sesv2.send(
            new CreateConfigurationSetEventDestinationCommand({
              ConfigurationSetName,
              EventDestinationName: Name,
              EventDestination,
            }),
          );
      };
    },
  },
  {
    name: 'sending is switched off for a stream',
    check: 'set-sending',
    plant: async ({ sesv2 }) => {
      const put = (SendingEnabled: boolean) =>
        sesv2.send(
          new PutConfigurationSetSendingOptionsCommand({
            ConfigurationSetName: set('notifications'),
            SendingEnabled,
          }),
        );
      await put(false);
      return () => put(true);
    },
  },
  {
    name: 'the destination of bounces is switched off',
    check: 'event-destinations',
    plant: onDestination('transactional', 'feedback', { Enabled: false }),
  },
  {
    name: 'no destination takes complaints',
    check: 'event-destinations',
    plant: onDestination('marketing', 'feedback', { MatchingEventTypes: ['BOUNCE'] }),
  },
  {
    name: 'a stream demands TLS, against the template',
    check: 'set-options',
    plant: async ({ sesv2 }) => {
      const put = (TlsPolicy: 'REQUIRE' | 'OPTIONAL') =>
        sesv2.send(
          new PutConfigurationSetDeliveryOptionsCommand({
            ConfigurationSetName: set('transactional'),
            TlsPolicy,
          }),
        );
      await put('REQUIRE');
      return () => put('OPTIONAL');
    },
  },
  {
    name: 'a stream publishes metrics, against the template',
    check: 'set-options',
    plant: async ({ sesv2 }) => {
      const put = (ReputationMetricsEnabled: boolean) =>
        sesv2.send(
          new PutConfigurationSetReputationOptionsCommand({
            ConfigurationSetName: set('marketing'),
            ReputationMetricsEnabled,
          }),
        );
      await put(true);
      return () => put(false);
    },
  },
  {
    name: 'a stream lets complaints through the suppression list',
    check: 'set-suppression',
    plant: async ({ sesv2 }) => {
      const put = (SuppressedReasons: ('BOUNCE' | 'COMPLAINT')[]) =>
        sesv2.send(
          new PutConfigurationSetSuppressionOptionsCommand({
            ConfigurationSetName: set('marketing'),
            SuppressedReasons,
          }),
        );
      await put(['BOUNCE']);
      return () => put(['BOUNCE', 'COMPLAINT']);
    },
  },
];

/** Faults of SES. */
export const sesFaults: readonly Fault[] = [...accountFaults, ...identityFaults, ...setFaults];
