import { describe, expect, it } from '@jest/globals';
import { runServerless } from '../../infra/local/run-serverless.ts';

interface Printed {
  readonly provider: { readonly logRetentionInDays: number };
  readonly functions: Readonly<
    Record<
      string,
      { readonly events: readonly { readonly sqs?: { readonly maximumConcurrency: number } }[] }
    >
  >;
  readonly resources: {
    readonly Resources: Readonly<
      Record<
        string,
        {
          readonly Type: string;
          readonly DeletionPolicy?: string;
          readonly UpdateReplacePolicy?: string;
          readonly Properties: Record<string, unknown>;
        }
      >
    >;
  };
}

/** The configuration with all variables filled in. */
const print = async (...args: readonly string[]): Promise<Printed> =>
  JSON.parse(await runServerless(['print', '--format', 'json', ...args]));

const data = [
  'MessagesTable',
  'SuppressionsTable',
  'LedgerTable',
  'TenantsTable',
  'PayloadBucket',
  'PipelineKey',
];

describe('stages', () => {
  it.each([
    ['dev', 'Delete', false, 7],
    ['staging', 'Delete', false, 30],
    ['prod', 'Retain', true, 90],
    ['a-stage-nobody-configured', 'Retain', true, 30],
  ])(
    '%s: data is treated with %s, protection %s, logs kept %d days',
    async (stage, policy, isProtected, days) => {
      const { provider, resources } = await print('--stage', stage);

      for (const id of data) {
        expect([
          id,
          resources.Resources[id]?.DeletionPolicy,
          resources.Resources[id]?.UpdateReplacePolicy,
        ]).toEqual([id, policy, policy]);
      }
      for (const id of data.slice(0, 3))
        expect(resources.Resources[id]?.Properties.DeletionProtectionEnabled).toBe(isProtected);
      expect(provider.logRetentionInDays).toBe(days);
      expect(resources.Resources.MessagesTable?.Properties.TableName).toBe(
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
