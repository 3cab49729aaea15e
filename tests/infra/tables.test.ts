import { beforeAll, describe, expect, it } from '@jest/globals';
import { type PackagedService, packagedService, packagingTimeoutMs } from '../support/packaged-template.ts';

const hash = (AttributeName: string) => ({ AttributeName, KeyType: 'HASH' });
const range = (AttributeName: string) => ({ AttributeName, KeyType: 'RANGE' });

describe('tables', () => {
  let service: PackagedService;

  beforeAll(async () => {
    service = await packagedService();
  }, packagingTimeoutMs);

  it.each([
    ['messages', [hash('pk')], [['by-ses-message-id', [hash('sesMessageId')], 'KEYS_ONLY']], 'expiresAt'],
    ['suppressions', [hash('address'), range('scope')], [['by-scope', [hash('scope'), range('address')], 'ALL']], 'expiresAt'],
    ['ledger', [hash('pk')], [], undefined],
  ])('%s has the keys, indexes and expiry that the code relies on', (name, keys, indexes, expiry) => {
    const table = service
      .ofType('AWS::DynamoDB::Table')
      .find(({ properties }) => properties.TableName === `ses-pipeline-dev-${name}`)?.properties;

    expect(table.KeySchema).toEqual(keys);
    expect(
      (table.GlobalSecondaryIndexes ?? []).map(
        ({ IndexName, KeySchema, Projection }: { IndexName: string; KeySchema: unknown; Projection: { ProjectionType: string } }) => [
          IndexName,
          KeySchema,
          Projection.ProjectionType,
        ],
      ),
    ).toEqual(indexes);
    expect(table.TimeToLiveSpecification?.AttributeName).toBe(expiry);
    expect(table.TimeToLiveSpecification?.Enabled ?? false).toBe(expiry !== undefined);
  });

  it('are billed by request and can be taken back to any second of the last 35 days', () => {
    for (const { properties } of service.ofType('AWS::DynamoDB::Table')) {
      expect(properties.BillingMode).toBe('PAY_PER_REQUEST');
      expect(properties.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
    }
  });

  it('stand beside a bucket whose payloads outlive the messages that name them', () => {
    const [expire] = service.named('PayloadBucket').properties.LifecycleConfiguration.Rules;
    const longestWaitDays = service.named('TransactionalQueue').properties.MessageRetentionPeriod / 86_400;

    expect(expire).toMatchObject({ Status: 'Enabled', ExpirationInDays: 15 });
    expect(expire.ExpirationInDays).toBeGreaterThan(longestWaitDays);
  });
});
