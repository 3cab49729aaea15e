import {
  CreateTenantCommand,
  CreateTenantResourceAssociationCommand,
  GetTenantCommand,
  type SESv2Client,
  UpdateReputationEntityCustomerManagedStatusCommand,
} from '@aws-sdk/client-sesv2';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sendMail } from '../../../../shared/aws/ses/send-mail.ts';
import { sendByV1, sendingClient } from '../../../../shared/aws/ses/ses-mailer.ts';
import { sendByV2, sendingClientV2 } from '../../../../shared/aws/ses/ses-v2-mailer.ts';
import type { RawMail, SendMail } from '../../../../shared/ses-api/ports.ts';
import { type SimulatedSes, simulateSes, topicArn } from '../../../simulator/simulated-ses.ts';

// Over HTTP to the simulator, which refuses what SES refuses.

let simulated: SimulatedSes;
let v1: SendMail;
let send: SendMail;
const cleanups: (() => unknown)[] = [];

beforeEach(async () => {
  simulated = await simulateSes({
    configurationSets: [
      {
        name: 'bulk',
        eventDestinations: [{ name: 'sns', matchingEventTypes: ['send', 'delivery'], topicArn }],
      },
    ],
  });
  const options = {
    endpoint: simulated.simulator.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  };
  const client = sendingClient(options);
  const client2 = sendingClientV2(options);
  v1 = sendByV1(client);
  send = sendMail({ v1, v2: () => sendByV2(client2) });
  cleanups.push(
    () => client.destroy(),
    () => client2.destroy(),
    () => simulated.close(),
  );
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

const head = 'From: Shop <shop@example.com>\r\nTo: jane@example.org\r\nSubject: x\r\n\r\n';
const mailOf = (bytes: number, more: Partial<RawMail> = {}): RawMail => ({
  kind: 'raw',
  source: 'Shop <shop@example.com>',
  destinations: ['jane@example.org', 'joe@example.org'],
  configurationSet: 'bulk',
  tags: { 'pipeline-message': 'order-1' },
  mime: Buffer.from(head.padEnd(bytes, 'A line of the body???\r\n')),
  ...more,
});

const arn = (resource: string): string => `arn:aws:ses:us-east-1:000000000000:${resource}`;
const associate = (client: SESv2Client, resource: string) =>
  client.send(
    new CreateTenantResourceAssociationCommand({ TenantName: 'acme', ResourceArn: arn(resource) }),
  );

/** Tags of the events that were published, each once. */
const tagsOfEvents = (): readonly Record<string, readonly string[]>[] =>
  simulated.published.flatMap(({ message }) => {
    // The first that a topic gets is no event.
    if (!message.startsWith('{')) return [];
    const { mail } = JSON.parse(message) as { mail: { tags: Record<string, readonly string[]> } };
    return [mail.tags];
  });

describe('mail to the simulated SES', () => {
  const tenMegabytes = 10 * 1024 * 1024;

  it('goes by v1 up to 10 MB, and by v2 from the next byte on, which v1 refuses', async () => {
    expect((await send(mailOf(tenMegabytes))).kind).toBe('accepted');

    const larger = mailOf(tenMegabytes + 1);
    expect(await v1(larger)).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'message', code: 'InvalidParameterValue' },
    });
    expect((await send(larger)).kind).toBe('accepted');

    expect(simulated.simulator.messages().map(({ operation }) => operation)).toEqual([
      'SendRawEmail',
      'SendEmail',
    ]);
  });

  it('goes by v2 up to 40 MB, to each of its recipients', async () => {
    expect((await send(mailOf(4 * tenMegabytes))).kind).toBe('accepted');
    expect(await send(mailOf(4 * tenMegabytes + 1))).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'message', code: 'BadRequestException' },
    });

    const [message] = simulated.simulator.messages();
    expect(message?.to).toEqual(['jane@example.org', 'joe@example.org']);
  });

  it('goes out for an SES tenant when all that it uses is associated, and says what to do before', async () => {
    const { ses2 } = simulated;
    const mail = mailOf(1_000, { sesTenant: 'acme' });

    expect(await send(mail)).toMatchObject({
      kind: 'refused',
      refusal: {
        kind: 'configuration',
        code: 'NotFoundException',
        remedy: expect.stringMatching(/^Create the SES tenant/),
      },
    });

    await ses2.send(new CreateTenantCommand({ TenantName: 'acme' }));
    await associate(ses2, 'identity/example.com');
    expect(await send(mail)).toMatchObject({
      kind: 'refused',
      refusal: {
        kind: 'configuration',
        code: 'AccessDeniedException',
        cause: 'Tenant not associated with resources …',
        remedy: expect.stringMatching(/^Associate with the SES tenant all that the mail uses/),
      },
    });

    await associate(ses2, 'configuration-set/bulk');
    expect((await send(mail)).kind).toBe('accepted');
    await simulated.simulator.settled();
    expect(tagsOfEvents()).toHaveLength(2);
    for (const tags of tagsOfEvents())
      expect(tags).toMatchObject({
        'pipeline-message': ['order-1'],
        'ses:operation': ['SendEmail'],
        'ses:tenant-name': ['acme'],
        'ses:configuration-set': ['bulk'],
      });
  });

  it('waits for an SES tenant that is paused, and goes out for others', async () => {
    const { ses2 } = simulated;
    await ses2.send(new CreateTenantCommand({ TenantName: 'acme' }));
    await associate(ses2, 'identity/example.com');
    await associate(ses2, 'configuration-set/bulk');
    const { Tenant } = await ses2.send(new GetTenantCommand({ TenantName: 'acme' }));
    await ses2.send(
      new UpdateReputationEntityCustomerManagedStatusCommand({
        ReputationEntityType: 'RESOURCE',
        ReputationEntityReference: Tenant?.TenantArn,
        SendingStatus: 'DISABLED',
      }),
    );

    expect(await send(mailOf(1_000, { sesTenant: 'acme' }))).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'tenant-paused', code: 'SendingPausedException' },
    });
    expect((await send(mailOf(1_000))).kind).toBe('accepted');
  });
});
