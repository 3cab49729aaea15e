import { describe, expect, it } from '@jest/globals';
import { templateWith } from '../../local/template/packaged.ts';
import { runServerless } from '../../local/template/run-serverless.ts';
import { dataIn } from '../support/resource-kinds.ts';

interface Printed {
  readonly functions: Readonly<
    Record<
      string,
      { readonly events: readonly { readonly sqs?: { readonly maximumConcurrency: number } }[] }
    >
  >;
  readonly resources: {
    readonly Resources: Readonly<Record<string, { readonly Properties: Record<string, unknown> }>>;
  };
}

/** The configuration with all variables filled in. */
const print = async (...args: readonly string[]): Promise<Printed> =>
  JSON.parse(await runServerless(['print', '--format', 'json', ...args]));

describe('stages', () => {
  it.each([
    ['dev', 'Delete', false, 7],
    ['staging', 'Delete', false, 30],
    ['prod', 'Retain', true, 90],
    ['another-stage', 'Retain', true, 30],
  ])(
    '%s: data is treated with %s, protection %s, logs kept %d days',
    async (stage, policy, isProtected, days) => {
      const template = await templateWith(['--stage', stage]);
      const data = dataIn(template);
      const of = (type: string) => data.filter(({ resource }) => resource.Type === type);

      expect(data.length).toBeGreaterThan(20);
      expect(
        data.map(({ id, resource: { DeletionPolicy, UpdateReplacePolicy } }) => [
          id,
          DeletionPolicy,
          UpdateReplacePolicy,
        ]),
      ).toEqual(data.map(({ id }) => [id, policy, policy]));
      for (const { id, resource } of of('AWS::DynamoDB::Table'))
        expect([id, resource.Properties.DeletionProtectionEnabled]).toEqual([id, isProtected]);
      for (const { id, resource } of of('AWS::Logs::LogGroup'))
        expect([id, resource.Properties.RetentionInDays]).toEqual([id, days]);
      expect(template.Resources.MessagesTable?.Properties.TableName).toBe(
        `ses-pipeline-${stage}-messages`,
      );
    },
  );

  it('take parameters from the command line', async () => {
    const { functions, resources } = await print(
      '--param',
      'bulkConcurrency=20',
      '--param',
      'tlsMarketing=REQUIRE',
    );

    expect(
      functions['send-email']?.events.map(({ sqs }) => Number(sqs?.maximumConcurrency)),
    ).toEqual([3, 20]);
    expect(resources.Resources.MarketingConfigurationSet?.Properties.DeliveryOptions).toEqual({
      TlsPolicy: 'REQUIRE',
    });
  });
});
