import {
  DeleteSuppressedDestinationCommand,
  GetSuppressedDestinationCommand,
  ListSuppressedDestinationsCommand,
  PutAccountSuppressionAttributesCommand,
  PutConfigurationSetSuppressionOptionsCommand,
  PutSuppressedDestinationCommand,
  PutTenantSuppressionAttributesCommand,
  SendEmailCommand,
} from '@aws-sdk/client-sesv2';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type SimulatedSes, simulateSes } from './simulated-ses.ts';

let running: SimulatedSes | undefined;

afterEach(() => running?.close());

/** An account whose list has `gone@`, with a tenant whose own list has `lost@`. */
const start = async (): Promise<SimulatedSes> => {
  running = await simulateSes({
    configurationSets: [{ name: 'bulk' }],
    tenants: [{ name: 'acme', resources: ['identity/example.com', 'configuration-set/bulk'] }],
    suppressed: { 'gone@example.net': 'BOUNCE' },
  });
  await running.ses2.send(
    new PutSuppressedDestinationCommand({
      EmailAddress: 'lost@example.net',
      Reason: 'BOUNCE',
      TenantName: 'acme',
    }),
  );
  return running;
};

/** What becomes of a mail to the address. */
const fateOf = async (
  { ses2, simulator }: SimulatedSes,
  address: string,
  more: object = { TenantName: 'acme' },
): Promise<string | undefined> => {
  const { MessageId } = await ses2.send(
    new SendEmailCommand({
      FromEmailAddress: 'ann@example.com',
      Destination: { ToAddresses: [address] },
      Content: { Simple: { Subject: { Data: 'Hi' }, Body: { Text: { Data: 'text' } } } },
      ...more,
    }),
  );
  await simulator.settled();
  const mail = simulator.messages().find(({ id }) => id === MessageId);
  const last = mail?.events.at(-1);
  return last?.detail ?? last?.type;
};

const scope = ({ ses2 }: SimulatedSes, SuppressionScope: 'ACCOUNT' | 'TENANT') =>
  ses2.send(
    new PutTenantSuppressionAttributesCommand({
      TenantName: 'acme',
      SuppressedReasons: ['BOUNCE', 'COMPLAINT'],
      SuppressionScope,
    }),
  );

const onAccountList = 'Permanent/OnAccountSuppressionList';
const onTenantList = 'Permanent/OnTenantSuppressionList';

describe('the suppression list that counts', () => {
  it("is the account's, until the tenant has a scope of its own", async () => {
    const simulated = await start();

    expect(await fateOf(simulated, 'gone@example.net')).toBe(onAccountList);
    expect(await fateOf(simulated, 'lost@example.net')).toBe('delivery');
    await scope(simulated, 'TENANT');
    expect(await fateOf(simulated, 'gone@example.net')).toBe('delivery');
    expect(await fateOf(simulated, 'lost@example.net')).toBe(onTenantList);
    expect(await fateOf(simulated, 'LOST@example.net')).toBe('delivery');
    expect(await fateOf(simulated, 'lost@example.net', {})).toBe('delivery');
  });

  it('is what the configuration set says, whatever the tenant says', async () => {
    const simulated = await start();
    await scope(simulated, 'TENANT');
    const options = { ConfigurationSetName: 'bulk' };
    await simulated.ses2.send(
      new PutConfigurationSetSuppressionOptionsCommand({
        ...options,
        SuppressionScope: 'ACCOUNT',
      } as never),
    );

    expect(await fateOf(simulated, 'gone@example.net', { TenantName: 'acme', ...options })).toBe(
      onAccountList,
    );
  });

  it('counts for the reasons that configuration set, tenant or account name', async () => {
    const simulated = await start();
    const { ses2 } = simulated;
    await ses2.send(new PutAccountSuppressionAttributesCommand({ SuppressedReasons: [] }));
    expect(await fateOf(simulated, 'gone@example.net')).toBe('delivery');

    await ses2.send(
      new PutConfigurationSetSuppressionOptionsCommand({
        ConfigurationSetName: 'bulk',
        SuppressedReasons: ['BOUNCE'],
      }),
    );
    expect(await fateOf(simulated, 'gone@example.net', { ConfigurationSetName: 'bulk' })).toBe(
      onAccountList,
    );
  });
});

describe('the suppression list of a tenant', () => {
  it('has entries of its own', async () => {
    const { ses2, errorOf, time } = await start();
    const entry = { EmailAddress: 'lost@example.net', TenantName: 'acme' };

    const { SuppressedDestination } = await ses2.send(new GetSuppressedDestinationCommand(entry));
    expect(SuppressedDestination).toEqual({
      ...entry,
      Reason: 'BOUNCE',
      LastUpdateTime: new Date(time.nowMs),
    });
    const listed = await ses2.send(new ListSuppressedDestinationsCommand({ TenantName: 'acme' }));
    expect(listed.SuppressedDestinationSummaries).toHaveLength(1);
    await ses2.send(new DeleteSuppressedDestinationCommand(entry));
    expect((await errorOf(ses2.send(new GetSuppressedDestinationCommand(entry)))).name).toBe(
      'NotFoundException',
    );
    expect(
      (await errorOf(ses2.send(new ListSuppressedDestinationsCommand({ TenantName: 'nobody' }))))
        .name,
    ).toBe('NotFoundException');
  });
});
