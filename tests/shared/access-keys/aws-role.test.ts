import { describe, expect, it } from '@jest/globals';
import {
  readCallerArn,
  readRoleArn,
  roleIdForm,
  roleIdOf,
} from '../../../shared/access-keys/aws-role.ts';

const web = { account: '111122223333', name: 'web' };

describe('AWS roles', () => {
  it.each([
    ['arn:aws:iam::111122223333:role/web', web],
    ['arn:aws:iam::111122223333:role/service/ecs/web', web],
    ['arn:aws-us-gov:iam::111122223333:role/web', web],
    ['arn:aws:iam::111122223333:user/web', undefined],
    ['arn:aws:iam::1111:role/web', undefined],
    ['arn:aws:sts::111122223333:assumed-role/web/task', undefined],
    ['web', undefined],
  ])('reads the ARN of a role: %s', (arn, role) => {
    expect(readRoleArn(arn)).toEqual(role);
  });

  it.each([
    ['arn:aws:sts::111122223333:assumed-role/web/i-0123456789', web],
    ['arn:aws:sts::111122223333:assumed-role/web', undefined],
    ['arn:aws:sts::111122223333:assumed-role/web/a/b', undefined],
    ['arn:aws:iam::111122223333:role/web', undefined],
    ['arn:aws:iam::111122223333:user/web', undefined],
    ['arn:aws:sts::111122223333:federated-user/web', undefined],
  ])('reads the role of a caller: %s', (arn, role) => {
    expect(readCallerArn(arn)).toEqual(role);
  });

  it('have ids that are no access key ids', () => {
    expect(roleIdOf(web)).toBe('role/111122223333/web');
    expect(roleIdForm.test(roleIdOf(web))).toBe(true);
    expect(roleIdForm.test('AKSPABCDEFGHIJKLMNOP')).toBe(false);
  });
});
