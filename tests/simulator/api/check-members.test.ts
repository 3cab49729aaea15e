import { spawnSync } from 'node:child_process';
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
import {
  type CallMembers,
  queryMembers,
  restMembers,
} from '../../../simulator/api/call-members.ts';
import { checkMembers, valuesWithin } from '../../../simulator/api/check-members.ts';
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

/**
 * All members of the input of some calls, as botocore's models have them: path, and the values it
 * may have.
 */
const membersProgram = `
import json, sys, botocore.loaders
def walk(model, name, path, found):
    shape = model['shapes'][name]
    if shape['type'] == 'structure':
        for member, inner in shape['members'].items():
            walk(model, inner['shape'], path + '.' + member if path else member, found)
    elif shape['type'] == 'list':
        walk(model, shape['member']['shape'], path + '[]', found)
    else:
        found[path] = shape.get('enum') or shape['type']
asked = json.load(sys.stdin)
answer = {}
for service, calls in asked.items():
    model = botocore.loaders.Loader().load_service_model(service, 'service-2')
    answer[service] = {}
    for call in calls:
        found = answer[service][call] = {}
        given = model['operations'][call].get('input')
        if given: walk(model, given['shape'], '', found)
json.dump(answer, sys.stdout)
`;

type Models = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>>
>;

/** Undefined where python3 or botocore is missing. */
const botocoreModels = (): Models | undefined => {
  const { status, stdout } = spawnSync('python3', ['-c', membersProgram], {
    input: JSON.stringify({ ses: [...queryMembers.keys()], sesv2: [...restMembers.keys()] }),
    encoding: 'utf8',
  });
  return status === 0 ? JSON.parse(stdout) : undefined;
};

const models = botocoreModels();

/**
 * What is taken although it is an enumeration of SES: nothing. What is text to SES and narrower
 * here is refused clearly.
 */
const disagreements = (
  service: string,
  calls: ReadonlyMap<string, CallMembers>,
): readonly string[] =>
  [...calls].flatMap(([call, members]) =>
    Object.entries(models?.[service]?.[call] ?? {}).flatMap(([path, type]) => {
      const member = [path, path.replace(/\..*/, '')].map((at) => members.get(at)).find(Boolean);
      if (member === undefined) return [`${call} ${path}: unknown`];
      if (member.kind === 'not-simulated') return [];
      if (typeof type !== 'string')
        return member.kind === 'one-of' &&
          member.values.toSorted().join() === type.toSorted().join()
          ? []
          : [`${call} ${path}: values`];
      return (type === 'boolean' || type === 'integer') && member.kind !== type
        ? [`${call} ${path}: ${type}`]
        : [];
    }),
  );

// They need python3 with botocore (`pip install botocore`).
(models === undefined ? describe.skip : describe)(
  "the members of calls beside botocore's models",
  () => {
    it('are all known in the v1 API, with their values', () => {
      expect(Object.keys(models?.ses ?? {})).toHaveLength(queryMembers.size);
      expect(disagreements('ses', queryMembers)).toEqual([]);
    });

    it('are all known in the v2 API, with their values', () => {
      expect(Object.keys(models?.sesv2 ?? {})).toHaveLength(restMembers.size);
      expect(disagreements('sesv2', restMembers)).toEqual([]);
    });
  },
);

describe('checkMembers', () => {
  it.each([...queryMembers, ...restMembers])(
    'refuses in %s every value that SES does not know, and every member that is not simulated',
    (_call, members) => {
      for (const [path, { kind }] of members) {
        const refusal = checkMembers(members, [[path, 'a b']]);
        if (kind === 'text' || kind === 'timestamp') expect(refusal).toBeUndefined();
        else
          expect(refusal?.message).toMatch(
            /failed to satisfy|must be|Valid values are|does not simulate/,
          );
      }
    },
  );

  it('passes over what SES does not have, and refuses all below what is not simulated', () => {
    const members = restMembers.get('SendEmail');
    const body = { ConfigurationOverrides: { Tracking: { OpenTrackingEnabled: 'DISABLED' } } };

    expect(checkMembers(members, valuesWithin({ Unheard: { Of: 1 } }))).toBeUndefined();
    expect(checkMembers(members, valuesWithin(body))?.message).toMatch(/ConfigurationOverrides/);
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
