import { beforeAll, describe, expect, it } from '@jest/globals';
import { keptPrefix } from '../../shared/dead-letters/kept-dead-letter.ts';
import { heldKey } from '../../shared/held/held-key.ts';
import { type PackagedService, packagedService } from '../support/packaged-template.ts';

const hash = (AttributeName: string) => ({ AttributeName, KeyType: 'HASH' });
const range = (AttributeName: string) => ({ AttributeName, KeyType: 'RANGE' });

describe('tables', () => {
  let service: PackagedService;

  beforeAll(async () => {
    service = await packagedService();
  });

  it.each([
    [
      'messages',
      [hash('pk')],
      [
        ['by-ses-message-id', [hash('sesMessageId')], 'KEYS_ONLY'],
        ['by-list', [hash('listedIn'), range('firstSeenAt')], 'INCLUDE'],
      ],
      'expiresAt',
    ],
    [
      'suppressions',
      [hash('address'), range('scope')],
      [['by-scope', [hash('scope'), range('address')], 'ALL']],
      'expiresAt',
    ],
    ['ledger', [hash('pk')], [], undefined],
    [
      'access-keys',
      [hash('accessKeyId')],
      [['by-tenant', [hash('tenantId'), range('createdAt')], 'INCLUDE']],
      'removeAt',
    ],
    ['reputation', [hash('pk'), range('sk')], [], 'expiresAt'],
  ])(
    '%s has the keys, indexes and expiry that the code relies on',
    (name, keys, indexes, expiry) => {
      const table = service
        .ofType('AWS::DynamoDB::Table')
        .find(({ properties }) => properties.TableName === `ses-pipeline-dev-${name}`)?.properties;

      expect(table.KeySchema).toEqual(keys);
      expect(
        (table.GlobalSecondaryIndexes ?? []).map(
          ({
            IndexName,
            KeySchema,
            Projection,
          }: {
            IndexName: string;
            KeySchema: unknown;
            Projection: { ProjectionType: string };
          }) => [IndexName, KeySchema, Projection.ProjectionType],
        ),
      ).toEqual(indexes);
      expect(table.TimeToLiveSpecification?.AttributeName).toBe(expiry);
      expect(table.TimeToLiveSpecification?.Enabled ?? false).toBe(expiry !== undefined);
    },
  );

  it('are billed by request and can be taken back to any second of the last 35 days', () => {
    for (const { properties } of service.ofType('AWS::DynamoDB::Table')) {
      expect(properties.BillingMode).toBe('PAY_PER_REQUEST');
      expect(properties.PointInTimeRecoverySpecification).toEqual({
        PointInTimeRecoveryEnabled: true,
      });
    }
  });

  it('stand beside a bucket whose payloads outlive the messages that name them', () => {
    const rules: readonly { readonly Prefix?: string; readonly ExpirationInDays?: number }[] =
      service.named('PayloadBucket').properties.LifecycleConfiguration.Rules;
    const expiring = rules.filter((rule) => rule.ExpirationInDays !== undefined);
    // Mail that waits is held after 60 days, and on its queue or among the dead letters for 14
    // more.
    const longestWaitDays =
      60 + service.named('TransactionalQueue').properties.MessageRetentionPeriod / 86_400;

    expect(expiring.map((rule) => rule.Prefix)).toEqual(['payloads/', 'attachments/']);
    for (const rule of expiring) expect(rule.ExpirationInDays).toBeGreaterThan(longestWaitDays);
  });

  it('stand beside a bucket in which held mail stays until it is released', () => {
    const rules: readonly object[] =
      service.named('PayloadBucket').properties.LifecycleConfiguration.Rules;
    const key = heldKey({
      tenantId: 'acme',
      stream: 'marketing',
      messageId: 'm-1',
      arrivedAtMs: 0,
    });
    const expiring = rules.filter(
      (rule) =>
        'ExpirationInDays' in rule && (!('Prefix' in rule) || key.startsWith(String(rule.Prefix))),
    );

    expect(expiring).toEqual([]);
  });

  it('stand beside a bucket in which a kept dead letter stays until it is redriven', () => {
    const rules: readonly { readonly Prefix?: string; readonly ExpirationInDays?: number }[] =
      service.named('PayloadBucket').properties.LifecycleConfiguration.Rules;
    const expiring = rules.filter(
      ({ Prefix = '', ExpirationInDays }) =>
        ExpirationInDays !== undefined && keptPrefix('dead-letters').startsWith(Prefix),
    );

    expect(expiring).toEqual([]);
  });
});
