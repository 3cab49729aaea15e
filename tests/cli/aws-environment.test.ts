import { describe, expect, it } from '@jest/globals';
import { awsVariables, regionSetBy } from '../../cli/aws-environment.ts';

const all = { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-2' };

describe('awsVariables', () => {
  it.each([
    [{ region: 'us-east-1' }, all, 'us-east-1', '--region'],
    [{}, all, 'eu-west-1', 'AWS_REGION'],
    [{}, { ...all, AWS_REGION: '' }, 'eu-west-2', undefined],
    [{}, { AWS_DEFAULT_REGION: 'eu-west-2' }, 'eu-west-2', undefined],
    [{}, { AWS_PROFILE: 'shop' }, undefined, 'the AWS profile shop'],
    [{}, {}, undefined, 'the AWS profile default'],
  ])('takes the region of %j and %j', (options, environment, region, by) => {
    const variables = awsVariables(options, environment);

    expect(variables.AWS_REGION).toBe(region);
    // By then the variables are set.
    expect(regionSetBy(options, { ...environment, ...variables })).toBe(by ?? 'AWS_DEFAULT_REGION');
  });

  it('lets --profile come before AWS_PROFILE', () => {
    expect(awsVariables({ profile: 'shop' }, { AWS_PROFILE: 'other' })).toEqual({
      AWS_PROFILE: 'shop',
    });
    expect(awsVariables({}, { AWS_PROFILE: 'other' })).toEqual({});
  });
});
