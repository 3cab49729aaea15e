import { afterEach, describe, expect, it } from '@jest/globals';
import { sesResources } from '../../../../shared/aws/ses/ses-resources.ts';
import { sesTenants } from '../../../../shared/aws/ses/ses-tenants.ts';
import type { SesSimulatorOptions } from '../../../../simulator/simulator-options.ts';
import { type SimulatedSes, simulateSes } from '../../../simulator/simulated-ses.ts';

let running: SimulatedSes | undefined;

afterEach(() => running?.close());

const start = async (options: SesSimulatorOptions = {}) => {
  const simulated = await simulateSes(options);
  running = simulated;
  const waits: number[] = [];
  /** Time passes only while the adapter waits. */
  const wait = async (ms: number): Promise<void> => {
    waits.push(ms);
    simulated.time.nowMs += ms;
  };
  return {
    ses: { ...sesTenants(simulated.ses2, wait), ...sesResources(simulated.ses2, wait) },
    waits,
  };
};

describe('ses-tenants', () => {
  it('does everything twice as once', async () => {
    const { ses } = await start();
    const arn = await ses.create('acme');
    const identity = arn.replace(/tenant\/.*/, 'identity/example.com');

    expect(await ses.create('acme')).toBe(arn);
    for (const _ of ['once', 'twice']) await ses.associate('acme', identity);
    expect(await ses.listResources('acme')).toEqual([identity]);
    for (const _ of ['once', 'twice']) await ses.dissociate('acme', identity);
    for (const _ of ['once', 'twice']) await ses.remove('acme');

    expect(await ses.find('acme')).toBeUndefined();
  });

  it('reads and sets the status of the customer and the policy', async () => {
    const { ses } = await start();
    const arn = await ses.create('acme');
    const policyArn = 'arn:aws:ses:us-east-1:aws:reputation-policy/strict';

    await ses.setCustomerStatus(arn, 'DISABLED');
    await ses.setPolicy(arn, policyArn);

    expect(await ses.readStatus(arn)).toEqual({
      customer: { status: 'DISABLED', cause: 'Set by the customer' },
      aws: { status: 'ENABLED', cause: 'Initial status' },
      policyArn,
    });
  });

  it('lists all identities, page by page', async () => {
    const identities = Array.from({ length: 1_001 }, (_, index) => `d${index}.example.com`);
    const { ses } = await start({ identities });

    expect(await ses.listIdentities()).toHaveLength(1_001);
  });

  it('asks again, a second later, when SES answers one call per second', async () => {
    const { ses, waits } = await start({ limitsControlCalls: true });

    await ses.create('acme');
    await ses.create('other');

    expect(waits).toEqual([1_100]);
  });

  it('says which permission or resource a call needs, without the text of SES', async () => {
    const { ses } = await start();
    await ses.create('acme');
    const missing = 'arn:aws:ses:us-east-1:000000000000:identity/ann@example.edu';

    await expect(ses.associate('acme', missing)).rejects.toMatchObject({
      kind: 'not-found',
      action: 'ses:CreateTenantResourceAssociation',
      message: 'ses:CreateTenantResourceAssociation: NotFoundException',
    });
  });
});
