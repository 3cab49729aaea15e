import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createSesTenant, removeSesTenant } from '../../../../cli/commands/tenants/ses.ts';
import { showSesTenant } from '../../../../cli/commands/tenants/ses-show.ts';
import type { SesTenantIo } from '../../../../cli/commands/tenants/with-ses.ts';
import { sesResources } from '../../../../shared/aws/ses/ses-resources.ts';
import { sesTenants } from '../../../../shared/aws/ses/ses-tenants.ts';
import { sesTenantItems } from '../../../../shared/aws/tenants/ses-tenant-items.ts';
import type { SesTenants } from '../../../../shared/ses-tenants/ports.ts';
import { SesTenantFailure } from '../../../../shared/ses-tenants/ses-tenant-failure.ts';
import { basicStreamsOf } from '../../../../shared/streams/stream-facts.ts';
import { type SimulatedSes, simulateSes } from '../../../simulator/simulated-ses.ts';
import { startLocalDynamoDb } from '../../../support/local-dynamodb.ts';
import { capturedIo } from '../../captured-io.ts';

const streams = basicStreamsOf('s-');

let database: Awaited<ReturnType<typeof startLocalDynamoDb>>;
beforeAll(async () => {
  database = await startLocalDynamoDb();
});
afterAll(() => database.stop());

let running: SimulatedSes | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

let tenants = 0;

/** A tenant of its own with settings, and SES with what they need. */
const start = async (item: object = {}, broken: Partial<SesTenants> = {}) => {
  tenants += 1;
  const tenantId = `tenant-${tenants}`;
  await database.documents.put({
    TableName: 'tenants',
    Item: { tenantId, settings: { from: 'ann@example.com' }, ...item },
  });
  const simulated = await simulateSes({
    configurationSets: [...streams.values()].map(({ configurationSet: name }) => ({ name })),
    templates: [{ name: 'Welcome', subject: 'Hi', text: 'text' }],
  });
  running = simulated;
  const waits: number[] = [];
  const noWait = async () => undefined;
  const captured = capturedIo();
  const io: SesTenantIo = {
    ...captured,
    items: sesTenantItems(database.documents, 'tenants'),
    openSes: () => ({
      ...sesTenants(simulated.ses2, noWait),
      ...sesResources(simulated.ses2, noWait),
      ...broken,
    }),
    streams: async () => streams,
    waitForSenders: async () => void waits.push(1),
  };
  const readItem = () =>
    database.documents.get({ TableName: 'tenants', Key: { tenantId }, ConsistentRead: true });
  return { tenantId, simulated, io, out: captured.out, err: captured.err, waits, readItem };
};

const denied = (action: string) => () =>
  Promise.reject(new SesTenantFailure('not-permitted', action, 'AccessDeniedException'));

describe('tenants ses create', () => {
  it('creates it with all that the mail uses, and names it last', async () => {
    const { tenantId, io, out, readItem } = await start();

    expect(await createSesTenant(tenantId, { policy: 'strict', allTemplates: true }, io)).toBe(0);

    expect(out).toEqual([
      `  create the SES tenant ${tenantId}`,
      '  set the reputation policy strict',
      '  associate identity/example.com',
      '  associate configuration-set/s-marketing',
      '  associate configuration-set/s-notifications',
      '  associate configuration-set/s-transactional',
      '  associate template/Welcome',
      '  send as the SES tenant from now on',
      `${tenantId}  SES tenant ${tenantId}  done`,
    ]);
    expect(await readItem()).toMatchObject({ sesTenant: tenantId });
  });

  it('changes nothing the second time, and says so', async () => {
    const { tenantId, io, out } = await start();
    await createSesTenant(tenantId, { name: 'shop' }, io);
    out.length = 0;

    expect(await createSesTenant(tenantId, { json: true }, io)).toBe(0);

    expect(out).toEqual([
      JSON.stringify({ tenantId, sesTenant: 'shop', outcome: 'unchanged', steps: [] }),
    ]);
  });

  it('completes what a run began that SES did not permit to end, and names nothing until then', async () => {
    const broken = { associate: denied('ses:CreateTenantResourceAssociation') };
    const { tenantId, io, err, readItem, simulated } = await start({}, broken);

    expect(await createSesTenant(tenantId, {}, io)).toBe(1);
    expect(err).toEqual([
      'You may not do this in SES (AccessDeniedException): you need ses:CreateTenantResourceAssociation.',
    ]);
    expect(await readItem()).not.toHaveProperty('sesTenant');

    const ses = {
      ...sesTenants(simulated.ses2, async () => {}),
      ...io.openSes({ kind: 'pipeline' }),
    };
    const { associate } = sesTenants(simulated.ses2, async () => {});
    expect(
      await createSesTenant(tenantId, {}, { ...io, openSes: () => ({ ...ses, associate }) }),
    ).toBe(0);
    expect(await readItem()).toMatchObject({ sesTenant: tenantId });
  });

  it('says what a role in the account of the tenant does not permit', async () => {
    const account = { account: '444455556666', region: 'us-east-1' };
    const ses = { ...account, roleArn: 'arn:aws:iam::444455556666:role/ses-pipeline-sender' };
    const { tenantId, io, err } = await start({ ses }, { find: denied('ses:GetTenant') });

    expect(await createSesTenant(tenantId, {}, io)).toBe(1);

    expect(err.join()).toMatch(
      /role in the account of the tenant .* must trust you, and have ses:GetTenant/,
    );
  });

  it('makes nothing with an access key, which may only send', async () => {
    const at = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secret: 'v1.a.b.c', setAt: 1 };
    const ses = { account: '444455556666', region: 'us-east-1' };
    const { tenantId, io, err } = await start({ ses, credentials: { current: at } });

    expect(await createSesTenant(tenantId, {}, io)).toBe(3);
    expect(err.join()).toContain('may only send');
  });

  it('refuses what cannot be: an unknown policy or name, no sender, another SES tenant in the item', async () => {
    const { tenantId, io, err } = await start({ sesTenant: 'first', settings: {} });

    expect(await createSesTenant(tenantId, { policy: 'hard' }, io)).toBe(2);
    expect(await createSesTenant(tenantId, { name: 'a b' }, io)).toBe(2);
    expect(await createSesTenant('a b', {}, io)).toBe(2);
    expect(await createSesTenant(tenantId, { name: 'second' }, io)).toBe(3);
    expect(await createSesTenant(tenantId, {}, io)).toBe(3);

    expect(err).toEqual([
      'A policy is one of none, standard, strict.',
      'The name of an SES tenant has 1 to 64 of A-Z a-z 0-9 _ and -.',
      'A tenant id has 1 to 64 of A-Z a-z 0-9 _ and -.',
      `Tenant ${tenantId} is the SES tenant first; remove that first (tenants ses remove).`,
      'The settings name no sender: set `from` or `allowedSenders`, or name --identity.',
    ]);
  });

  it('names what the account does not have', async () => {
    const { tenantId, io, err, readItem } = await start();

    expect(await createSesTenant(tenantId, { template: ['Missing'] }, io)).toBe(3);

    expect(err.join()).toContain('ses:CreateTenantResourceAssociation: NotFoundException');
    expect(await readItem()).not.toHaveProperty('sesTenant');
  });
});

describe('tenants ses show', () => {
  it('shows its statuses, policy and resources, and exits with 3 while its mail does not go', async () => {
    const { tenantId, io, out, simulated } = await start();
    await createSesTenant(tenantId, {}, io);
    out.length = 0;
    await fetch(`${simulated.simulator.url}/_sim/tenants/${tenantId}`, {
      method: 'POST',
      body: JSON.stringify({ status: 'DISABLED', cause: 'spam trap hits' }),
    });

    expect(await showSesTenant(tenantId, {}, io)).toBe(3);

    expect(out).toEqual([
      `${tenantId}  SES tenant ${tenantId}`,
      '  mail        is sent as it',
      '  by AWS      DISABLED  spam trap hits',
      '  by owner    ENABLED  Initial status',
      '  policy      standard',
      '  resources   configuration-set/s-marketing',
      '              configuration-set/s-notifications',
      '              configuration-set/s-transactional',
      '              identity/example.com',
    ]);
  });

  it('exits with 3 when SES has none', async () => {
    const { tenantId, io, err } = await start({ sesTenant: 'gone' });

    expect(await showSesTenant(tenantId, { name: 'other' }, io)).toBe(3);
    expect(await showSesTenant(tenantId, {}, io)).toBe(3);

    expect(err).toEqual([
      'SES has no tenant other.',
      `SES has no tenant gone, and mail of tenant ${tenantId} is sent as it: SES refuses it. Make it (tenants ses create).`,
    ]);
  });
});

describe('tenants ses remove', () => {
  it('lets go of the name first, waits for senders, and then removes all', async () => {
    const { tenantId, io, out, waits, readItem } = await start();
    await createSesTenant(tenantId, {}, io);
    out.length = 0;

    expect(await removeSesTenant(tenantId, {}, io)).toBe(0);

    expect(out.at(0)).toBe('  send as the SES tenant no longer');
    expect(out.at(1)).toMatch(/^ {2}wait/);
    expect(out.slice(-2)).toEqual([
      `  delete the SES tenant ${tenantId}`,
      `${tenantId}  SES tenant ${tenantId}  done`,
    ]);
    expect(waits).toHaveLength(1);
    expect(await readItem()).not.toHaveProperty('sesTenant');
    expect(await removeSesTenant(tenantId, {}, io)).toBe(0);
    expect(out.at(-1)).toBe(`${tenantId}  SES tenant ${tenantId}  unchanged`);
  });

  it('removes nothing that SES holds, unless that is wanted', async () => {
    const bySes = { by: 'ses', since: 1, why: 'AWS has paused its SES tenant' };
    const { tenantId, io, err } = await start({ pauses: { 'by-ses': bySes } });
    await createSesTenant(tenantId, {}, io);

    expect(await removeSesTenant(tenantId, {}, io)).toBe(3);
    expect(err).toEqual([expect.stringContaining('AWS has paused its SES tenant')]);
    expect(await removeSesTenant(tenantId, { althoughHeld: true }, io)).toBe(0);
  });

  it('touches nothing while the mail of another tenant is sent as it', async () => {
    const { tenantId, io, err, readItem } = await start({ sesTenant: 'both' });
    await database.documents.put({
      TableName: 'tenants',
      Item: { tenantId: 'sharer', sesTenant: 'both' },
    });
    await database.documents.put({
      TableName: 'tenants',
      Item: {
        tenantId: 'elsewhere',
        sesTenant: 'both',
        ses: { account: '444455556666', region: 'us-east-1' },
      },
    });

    expect(await removeSesTenant(tenantId, {}, io)).toBe(3);

    expect(err).toEqual([
      'The mail of other tenants is sent as the SES tenant both, too: sharer. Remove it from them first.',
    ]);
    expect(await readItem()).toMatchObject({ sesTenant: 'both' });
  });
});
