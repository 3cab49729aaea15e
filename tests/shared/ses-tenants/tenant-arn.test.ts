import { describe, expect, it } from '@jest/globals';
import {
  policyArnFor,
  policyInArn,
  readTenantArns,
  resourceArnFor,
  resourceInArn,
} from '../../../shared/ses-tenants/tenant-arn.ts';

const arn = 'arn:aws-us-gov:ses:us-gov-west-1:111122223333:tenant/acme/tn-1';

describe('tenant-arn', () => {
  it('reads the ARNs of tenants in a text, and of nothing else', () => {
    const text = JSON.stringify({
      resources: [arn, 'arn:aws:ses:us-east-1:111122223333:identity/example.com'],
      detail: 'tenant/acme',
    });

    expect(readTenantArns(text)).toEqual([
      {
        partition: 'aws-us-gov',
        region: 'us-gov-west-1',
        account: '111122223333',
        name: 'acme',
      },
    ]);
  });

  it('writes ARNs in the partition, region and account of the tenant, and reads them back', () => {
    const resource = resourceArnFor(arn, 'identity/example.com');
    const policy = policyArnFor(arn, 'strict');

    expect(resource).toBe('arn:aws-us-gov:ses:us-gov-west-1:111122223333:identity/example.com');
    expect(resourceInArn(resource)).toBe('identity/example.com');
    expect(policy).toBe('arn:aws-us-gov:ses:us-gov-west-1:aws:reputation-policy/strict');
    expect(policyInArn(policy)).toBe('strict');
    expect(resourceInArn('arn:aws:ses:us-east-1:111122223333:contact-list/x')).toBeUndefined();
  });
});
