import type { SESv2Client } from '@aws-sdk/client-sesv2';
import { afterEach, describe, expect, it } from '@jest/globals';
import { readAccount } from '../../../../shared/aws/ses/ses-account.ts';
import { type SimulatedSes, simulateSes } from '../../../simulator/simulated-ses.ts';

let simulated: SimulatedSes | undefined;

const account = async (settings: Readonly<Record<string, unknown>>) => {
  simulated = await simulateSes();
  const answer = await fetch(`${simulated.simulator.url}/_sim/account`, {
    method: 'POST',
    body: JSON.stringify(settings),
  });
  if (!answer.ok) throw new Error(`The simulator did not take it: ${answer.status}`);
  return readAccount(simulated.ses2)();
};

afterEach(async () => {
  await simulated?.close();
  simulated = undefined;
});

describe('readAccount', () => {
  it('reads rate, quota and status with one call', async () => {
    expect(await account({ maxSendRate: 14, max24HourSend: 50_000, isSandbox: false })).toEqual({
      maxPerSecond: 14,
      max24Hours: 50_000,
      sentLast24Hours: 0,
      isPaused: false,
      enforcementStatus: 'HEALTHY',
      isSandbox: false,
    });
  });

  it('knows that -1 is no limit', async () => {
    expect(await account({ max24HourSend: -1 })).toMatchObject({
      max24Hours: Number.POSITIVE_INFINITY,
    });
  });

  it('knows the sandbox', async () => {
    expect(await account({ isSandbox: true })).toMatchObject({ isSandbox: true });
  });

  it.each([
    ['somebody has switched sending off', { sendingEnabled: false }, true],
    ['SES has shut the account down', { enforcementStatus: 'SHUTDOWN' }, true],
    ['SES only looks into it', { enforcementStatus: 'PROBATION' }, false],
  ])('knows whether it is paused when %s', async (_, settings, isPaused) => {
    expect(await account(settings)).toMatchObject({ isPaused });
  });

  it.each([
    ['nothing', {}],
    ['no rate', { SendQuota: { Max24HourSend: 200, SentLast24Hours: 0 } }],
    ['no quota', { SendQuota: { MaxSendRate: 1, SentLast24Hours: 0 } }],
    ['not what was sent', { SendQuota: { MaxSendRate: 1, Max24HourSend: 200 } }],
  ])('fails when SES tells %s, and takes no figure for granted', async (_, answer) => {
    const client = { send: async () => answer } as unknown as SESv2Client;

    await expect(readAccount(client)()).rejects.toThrow("SES's answer to GetAccount is unusable");
  });

  it('takes an answer that leaves out the rest for a sound account', async () => {
    const client = {
      send: async () => ({
        SendQuota: { MaxSendRate: 1, Max24HourSend: 200, SentLast24Hours: 3 },
      }),
    } as unknown as SESv2Client;

    expect(await readAccount(client)()).toEqual({
      maxPerSecond: 1,
      max24Hours: 200,
      sentLast24Hours: 3,
      isPaused: false,
      enforcementStatus: 'HEALTHY',
      isSandbox: false,
    });
  });
});
