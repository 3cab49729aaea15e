import { GetSendQuotaCommand, SESClient } from '@aws-sdk/client-ses';
import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { unknownAccessKeyId } from '../../simulator/api/caller.ts';
import { type SimulatedSes, simulateSes } from './simulated-ses.ts';

let world: SimulatedSes;
beforeAll(async () => {
  world = await simulateSes({ accountId: '444455556666', refusedKeys: ['AKIAIOSFODNN7EXAMPLE'] });
});
afterAll(() => world.close());

const connectionOf = (accessKeyId: string) => ({
  endpoint: world.simulator.url,
  region: 'us-east-1',
  credentials: { accessKeyId, secretAccessKey: 'any' },
  maxAttempts: 1,
});

describe('who calls', () => {
  it('is of the account that the simulator plays, as STS says it', async () => {
    const sts = new STSClient(connectionOf('AKIAGOOD'));

    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: '444455556666',
      Arn: 'arn:aws:iam::444455556666:user/simulated',
    });
    const role = { RoleArn: 'arn:aws:iam::444455556666:role/x-role', RoleSessionName: 'session' };
    expect(await world.errorOf(sts.send(new AssumeRoleCommand(role)))).toMatchObject({
      name: 'InvalidAction',
    });
  });

  it.each([unknownAccessKeyId, 'AKIAIOSFODNN7EXAMPLE'])(
    'is refused by every API with the key %s',
    async (accessKeyId) => {
      const connection = connectionOf(accessKeyId);
      const text = 'The security token included in the request is invalid.';
      const unknown = { name: 'InvalidClientTokenId', message: text, status: 403 };

      const ofSts = new STSClient(connection).send(new GetCallerIdentityCommand({}));
      expect(await world.errorOf(ofSts)).toEqual(unknown);
      const ofV1 = new SESClient(connection).send(new GetSendQuotaCommand({}));
      expect(await world.errorOf(ofV1)).toEqual(unknown);
      const ofV2 = new SESv2Client(connection).send(new GetAccountCommand({}));
      expect(await world.errorOf(ofV2)).toEqual({
        ...unknown,
        name: 'UnrecognizedClientException',
      });
    },
  );
});
