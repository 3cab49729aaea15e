import { DeleteIdentityCommand, SendRawEmailCommand } from '@aws-sdk/client-ses';
import {
  CreateTenantCommand,
  CreateTenantResourceAssociationCommand,
  DeleteTenantCommand,
  DeleteTenantResourceAssociationCommand,
  GetReputationEntityCommand,
  GetTenantCommand,
  ListResourceTenantsCommand,
  ListTenantResourcesCommand,
  ListTenantsCommand,
  SendEmailCommand,
  type SendEmailCommandInput,
  type SendingStatus,
  UpdateReputationEntityCustomerManagedStatusCommand,
  UpdateReputationEntityPolicyCommand,
} from '@aws-sdk/client-sesv2';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { BusEvent } from '../../simulator/events/event-bus.ts';
import type { SesSimulatorOptions } from '../../simulator/simulator-options.ts';
import { type SimulatedSes, simulateSes, topicArn } from './simulated-ses.ts';

let running: SimulatedSes | undefined;

afterEach(() => running?.close());

const start = async (options: SesSimulatorOptions = {}): Promise<SimulatedSes> => {
  running = await simulateSes({
    configurationSets: [
      {
        name: 'bulk',
        eventDestinations: [{ name: 'sns', matchingEventTypes: ['send'], topicArn }],
      },
    ],
    templates: [{ name: 'Welcome', subject: 'Hi', text: 'text' }],
    ...options,
  });
  return running;
};

const arn = (resource: string): string => `arn:aws:ses:us-east-1:000000000000:${resource}`;

const mail = (changes: Partial<SendEmailCommandInput> = {}): SendEmailCommand =>
  new SendEmailCommand({
    FromEmailAddress: 'ann@example.com',
    Destination: { ToAddresses: ['bob@example.net'] },
    Content: { Simple: { Subject: { Data: 'Hi' }, Body: { Text: { Data: 'text' } } } },
    TenantName: 'acme',
    ...changes,
  });

const welcome: Partial<SendEmailCommandInput> = {
  Content: { Template: { TemplateName: 'Welcome', TemplateData: '{}' } },
};

const associate = ({ ses2 }: SimulatedSes, resource: string) =>
  ses2.send(
    new CreateTenantResourceAssociationCommand({ TenantName: 'acme', ResourceArn: arn(resource) }),
  );

const setStatus = async ({ ses2 }: SimulatedSes, status: SendingStatus): Promise<void> => {
  const { Tenant } = await ses2.send(new GetTenantCommand({ TenantName: 'acme' }));
  await ses2.send(
    new UpdateReputationEntityCustomerManagedStatusCommand({
      ReputationEntityType: 'RESOURCE',
      ReputationEntityReference: Tenant?.TenantArn,
      SendingStatus: status,
    }),
  );
};

describe('sending for a tenant', () => {
  it('is refused for a tenant that is not there, before anything else of the mail is looked at', async () => {
    const { ses2, errorOf } = await start();

    expect(await errorOf(ses2.send(mail({ FromEmailAddress: 'broken', Destination: {} })))).toEqual(
      {
        name: 'NotFoundException',
        message: 'Tenant acme for AwsAccountId 000000000000 not found.',
        status: 404,
      },
    );
  });

  it('is refused until identity, configuration set and stored template are associated, and names all that are missing', async () => {
    const simulated = await start({ tenants: [{ name: 'acme' }] });
    const { ses2, errorOf } = simulated;
    const send = () => ses2.send(mail({ ...welcome, ConfigurationSetName: 'bulk' }));

    expect(await errorOf(send())).toEqual({
      name: 'AccessDeniedException',
      message: `Tenant not associated with resources [${arn('identity/example.com')}, ${arn('configuration-set/bulk')}, ${arn('template/Welcome')}].`,
      status: 403,
    });
    await associate(simulated, 'identity/example.com');
    await associate(simulated, 'template/Welcome');
    expect((await errorOf(send())).message).toBe(
      `Tenant not associated with resources [${arn('configuration-set/bulk')}].`,
    );
    await associate(simulated, 'configuration-set/bulk');

    expect((await send()).MessageId).toBeDefined();
    expect(simulated.simulator.stats().refusedByCode).toEqual({ AccessDenied: 2 });
  });

  it('needs no association of an inline template, and none of a mail without a tenant', async () => {
    const { ses2, simulator } = await start({
      tenants: [{ name: 'acme', resources: ['identity/example.com'] }],
    });

    await ses2.send(
      mail({
        Content: {
          Template: { TemplateContent: { Subject: 'Hi', Text: 'text' }, TemplateData: '{}' },
        },
      }),
    );
    await ses2.send(mail({ ...welcome, TenantName: undefined, ConfigurationSetName: 'bulk' }));

    expect(simulator.messages().map(({ tenant }) => tenant)).toEqual(['acme', undefined]);
  });

  it('asks for the identity that covers the sender, the address before its domain', async () => {
    const { ses2, errorOf } = await start({
      identities: ['example.com', 'ann@example.com'],
      tenants: [{ name: 'acme', resources: ['identity/example.com'] }],
    });

    expect((await errorOf(ses2.send(mail()))).message).toContain('identity/ann@example.com]');
    await ses2.send(mail({ FromEmailAddress: 'eve@example.com' }));
  });

  it('is refused while the tenant is disabled, and goes on when it is reinstated', async () => {
    const simulated = await start({
      tenants: [{ name: 'acme', resources: ['identity/example.com'] }],
    });
    const { ses2, errorOf } = simulated;

    await setStatus(simulated, 'DISABLED');
    expect(await errorOf(ses2.send(mail()))).toEqual({
      name: 'SendingPausedException',
      message: 'Sending is paused for tenant <acme>.',
      status: 400,
    });
    await setStatus(simulated, 'REINSTATED');
    await ses2.send(mail());

    const { Tenant } = await ses2.send(new GetTenantCommand({ TenantName: 'acme' }));
    expect(Tenant?.SendingStatus).toBe('REINSTATED');
  });

  it('shows in the events of the mail, and of no other', async () => {
    const { ses2, simulator, published } = await start({
      tenants: [{ name: 'acme', resources: ['identity/example.com', 'configuration-set/bulk'] }],
    });
    await ses2.send(mail({ ConfigurationSetName: 'bulk' }));
    await ses2.send(mail({ ConfigurationSetName: 'bulk', TenantName: undefined }));
    await simulator.settled();

    const names = published
      .filter(({ subject }) => subject !== undefined)
      .map(({ message }) => JSON.parse(message).mail.tags['ses:tenant-name']);
    expect(names).toEqual([['acme'], undefined]);
  });

  it('takes the tenant of a raw v2 mail from its header, and refuses the header in v1, where it is not documented', async () => {
    const { ses, ses2, errorOf } = await start();
    const Data = Buffer.from(
      'From: ann@example.com\r\nTo: bob@example.net\r\nX-SES-TENANT: acme\r\n\r\nhi',
    );

    expect(
      (await errorOf(ses2.send(mail({ Content: { Raw: { Data } }, TenantName: undefined }))))
        .message,
    ).toBe('Tenant acme for AwsAccountId 000000000000 not found.');
    expect(
      await errorOf(ses.send(new SendRawEmailCommand({ RawMessage: { Data } }))),
    ).toMatchObject({
      name: 'InvalidParameterValue',
      message: expect.stringContaining('X-SES-TENANT'),
    });
  });
});

describe('tenants', () => {
  it('are made, shown, listed in pages and deleted with their associations', async () => {
    const simulated = await start();
    const { ses2, errorOf, time } = simulated;
    const made = await ses2.send(
      new CreateTenantCommand({
        TenantName: 'acme',
        Tags: [{ Key: 'plan', Value: 'pro' }],
        SuppressionAttributes: { SuppressedReasons: ['BOUNCE'], SuppressionScope: 'TENANT' },
      }),
    );
    for (const TenantName of ['b', 'c']) await ses2.send(new CreateTenantCommand({ TenantName }));
    await associate(simulated, 'identity/example.com');

    const { Tenant } = await ses2.send(new GetTenantCommand({ TenantName: 'acme' }));
    expect(Tenant).toEqual({
      TenantName: 'acme',
      TenantId: expect.stringMatching(/^tn-[0-9a-f]{30}$/),
      TenantArn: arn(`tenant/acme/${made.TenantId}`),
      CreatedTimestamp: new Date(time.nowMs),
      Tags: [{ Key: 'plan', Value: 'pro' }],
      SendingStatus: 'ENABLED',
      SuppressionAttributes: { SuppressedReasons: ['BOUNCE'], SuppressionScope: 'TENANT' },
    });
    const first = await ses2.send(new ListTenantsCommand({ PageSize: 2 }));
    const second = await ses2.send(new ListTenantsCommand({ NextToken: first.NextToken }));
    expect([...(first.Tenants ?? []), ...(second.Tenants ?? [])].map((t) => t.TenantName)).toEqual([
      'acme',
      'b',
      'c',
    ]);
    expect(second.NextToken).toBeUndefined();

    await ses2.send(new DeleteTenantCommand({ TenantName: 'acme' }));
    expect(await errorOf(ses2.send(new GetTenantCommand({ TenantName: 'acme' })))).toEqual({
      name: 'NotFoundException',
      message: 'The requested tenant <acme> does not exist.',
      status: 404,
    });
    const { ResourceTenants } = await ses2.send(
      new ListResourceTenantsCommand({ ResourceArn: arn('identity/example.com') }),
    );
    expect(ResourceTenants).toEqual([]);
  });

  it.each([
    [{ TenantName: '' }, 'BadRequestException', 'TenantName cannot be empty'],
    [
      { TenantName: 'a'.repeat(65) },
      'BadRequestException',
      'TenantName cannot exceed 64 characters.',
    ],
    [{ TenantName: 'a b' }, 'BadRequestException', /^Invalid tenant name <a b>: only alphanumeric/],
    [{ TenantName: 'acme' }, 'AlreadyExistsException', /^Tenant with name acme already exists/],
    [
      { TenantName: 'b', SuppressionAttributes: { SuppressedReasons: ['BOUNCE' as const] } },
      'BadRequestException',
      'SuppressedReasons cannot be specified without SuppressionScope.',
    ],
  ])('are refused where SES refuses them: %j', async (input, name, message) => {
    const { ses2, errorOf } = await start({ tenants: [{ name: 'acme' }] });

    const error = await errorOf(ses2.send(new CreateTenantCommand(input)));

    expect(error.name).toBe(name);
    expect(error.message).toMatch(message);
  });

  it('list what they have by ARN, with the types as ARNs name them, and each resource its tenants', async () => {
    const simulated = await start({
      tenants: [
        { name: 'acme', resources: ['template/Welcome', 'identity/example.com'] },
        { name: 'other', resources: ['identity/example.com'] },
      ],
    });
    const { ses2, errorOf } = simulated;

    const { TenantResources } = await ses2.send(
      new ListTenantResourcesCommand({ TenantName: 'acme' }),
    );
    expect(TenantResources).toEqual([
      { ResourceType: 'identity', ResourceArn: arn('identity/example.com') },
      { ResourceType: 'template', ResourceArn: arn('template/Welcome') },
    ]);
    expect(
      await errorOf(
        ses2.send(
          new ListTenantResourcesCommand({
            TenantName: 'acme',
            Filter: { RESOURCE_TYPE: 'EMAIL_IDENTITY' },
          }),
        ),
      ),
    ).toMatchObject({ message: 'Invalid resource type EMAIL_IDENTITY specified.' });
    const { ResourceTenants } = await ses2.send(
      new ListResourceTenantsCommand({ ResourceArn: arn('identity/example.com') }),
    );
    expect(ResourceTenants?.map(({ TenantName }) => TenantName)).toEqual(['acme', 'other']);

    const gone = { TenantName: 'acme', ResourceArn: arn('identity/example.com') };
    await ses2.send(new DeleteTenantResourceAssociationCommand(gone));
    await ses2.send(new DeleteTenantResourceAssociationCommand(gone));
    const rest = await ses2.send(new ListTenantResourcesCommand({ TenantName: 'acme' }));
    expect(rest.TenantResources).toHaveLength(1);
  });

  it.each([
    ['nothing', 'BadRequestException', 'Provided resource identifier is not an SES resource'],
    [
      'arn:aws:sns:us-east-1:000000000000:x',
      'BadRequestException',
      'Provided ARN is not in SES resource ARN format',
    ],
    [arn('contact-list/x'), 'BadRequestException', 'Unsupported resource type: contact-list'],
    [
      'arn:aws:ses:eu-west-1:000000000000:identity/example.com',
      'BadRequestException',
      /must be in the same region$/,
    ],
    [
      'arn:aws:ses:us-east-1:111111111111:identity/example.com',
      'BadRequestException',
      /must be in the same account$/,
    ],
    [arn('identity/example.edu'), 'NotFoundException', /example\.edu> does not exist/],
    [
      arn('identity/example.com'),
      'AlreadyExistsException',
      /has already been associated with tenant acme$/,
    ],
  ])('take no association with %s', async (ResourceArn, name, message) => {
    const { ses2, errorOf } = await start({
      tenants: [{ name: 'acme', resources: ['identity/example.com'] }],
    });

    const error = await errorOf(
      ses2.send(new CreateTenantResourceAssociationCommand({ TenantName: 'acme', ResourceArn })),
    );

    expect(error.name).toBe(name);
    expect(error.message).toMatch(message);
  });

  it('keep what is associated with them from being deleted', async () => {
    const { ses, errorOf } = await start({
      tenants: [{ name: 'acme', resources: ['identity/example.com'] }],
    });

    expect(
      (await errorOf(ses.send(new DeleteIdentityCommand({ Identity: 'example.com' })))).message,
    ).toBe(
      `Cannot delete <${arn('identity/example.com')}> because it has tenant associations. Remove all tenant associations and try again.`,
    );
  });

  it('are reputation entities with a status and a policy', async () => {
    const simulated = await start({ tenants: [{ name: 'acme' }] });
    const { ses2, errorOf } = simulated;
    const { Tenant } = await ses2.send(new GetTenantCommand({ TenantName: 'acme' }));
    const entity = {
      ReputationEntityType: 'RESOURCE',
      ReputationEntityReference: Tenant?.TenantArn,
    } as const;
    const strict = 'arn:aws:ses:us-east-1:aws:reputation-policy/strict';

    await setStatus(simulated, 'DISABLED');
    await ses2.send(
      new UpdateReputationEntityPolicyCommand({ ...entity, ReputationEntityPolicy: strict }),
    );

    const { ReputationEntity } = await ses2.send(new GetReputationEntityCommand(entity));
    expect(ReputationEntity).toMatchObject({
      ReputationManagementPolicy: strict,
      CustomerManagedStatus: { Status: 'DISABLED' },
      AwsSesManagedStatus: { Status: 'ENABLED' },
      SendingStatusAggregate: 'DISABLED',
    });
    expect(
      (
        await errorOf(
          ses2.send(
            new UpdateReputationEntityPolicyCommand({ ...entity, ReputationEntityPolicy: 'none' }),
          ),
        )
      ).name,
    ).toBe('BadRequestException');
  });
});

describe('SES pauses a tenant', () => {
  const post = async (
    { simulator }: SimulatedSes,
    name: string,
    body: object,
  ): Promise<{ status: number; body: unknown }> => {
    const url = `${simulator.url}/_sim/tenants/${name}`;
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
    return { status: answer.status, body: await answer.json() };
  };

  const startAcme = async (options: SesSimulatorOptions = {}) => {
    const events: BusEvent[] = [];
    const simulated = await start({
      tenants: [{ name: 'acme', resources: ['identity/example.com'] }],
      putEvent: async (event) => void events.push(event),
      ...options,
    });
    return { simulated, events };
  };

  it('with a cause that GetReputationEntity shows, whatever status the customer sets', async () => {
    const { simulated } = await startAcme();
    const { ses2, errorOf } = simulated;

    const answer = await post(simulated, 'acme', { status: 'DISABLED', cause: 'spam trap hits' });
    expect(answer).toMatchObject({ status: 200, body: { sendingStatus: 'DISABLED' } });
    await setStatus(simulated, 'REINSTATED');

    expect((await errorOf(ses2.send(mail()))).name).toBe('SendingPausedException');
    const { Tenant } = await ses2.send(new GetTenantCommand({ TenantName: 'acme' }));
    const { ReputationEntity } = await ses2.send(
      new GetReputationEntityCommand({
        ReputationEntityType: 'RESOURCE',
        ReputationEntityReference: Tenant?.TenantArn,
      }),
    );
    expect(ReputationEntity).toMatchObject({
      CustomerManagedStatus: { Status: 'REINSTATED' },
      AwsSesManagedStatus: { Status: 'DISABLED', Cause: 'spam trap hits' },
      SendingStatusAggregate: 'DISABLED',
    });
    await post(simulated, 'acme', { status: 'ENABLED' });
    await ses2.send(mail());
  });

  it('and tells the event bus when the tenant can send no longer, and when it can again', async () => {
    const { simulated, events } = await startAcme();

    await post(simulated, 'acme', { status: 'DISABLED' });
    await setStatus(simulated, 'DISABLED');
    await post(simulated, 'acme', { status: 'REINSTATED' });
    await simulated.simulator.settled();
    expect(events.map(({ detailType }) => detailType)).toEqual(['Sending Status Disabled']);
    await setStatus(simulated, 'ENABLED');
    await simulated.simulator.settled();

    expect(events).toEqual(
      ['Sending Status Disabled', 'Sending Status Enabled'].map((detailType) => ({
        detailType,
        resources: [expect.stringMatching(/:tenant\/acme\/tn-[0-9a-f]{30}$/)],
        detail: { version: '1.0.0' },
        atMs: simulated.time.nowMs,
      })),
    );
  });

  it('and the bus learns nothing of an event that is dropped', async () => {
    const { simulated, events } = await startAcme({ faults: { eventsDropped: 1 } });

    await post(simulated, 'acme', { status: 'DISABLED' });
    await simulated.simulator.settled();

    expect(events).toEqual([]);
  });

  it('only where there is one, and with a status that SES has', async () => {
    const { simulated } = await startAcme();

    expect((await post(simulated, 'other', { status: 'DISABLED' })).status).toBe(404);
    expect(await post(simulated, 'acme', { status: 'OFF' })).toMatchObject({
      status: 400,
      body: { problems: [expect.stringContaining('status')] },
    });
    const tenants = await (await fetch(`${simulated.simulator.url}/_sim/tenants`)).json();
    expect(tenants).toEqual([expect.objectContaining({ name: 'acme', sendingStatus: 'ENABLED' })]);
  });
});
