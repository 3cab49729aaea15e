import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { sendingAccountSchema } from '../../../shared/tenants/sending-account.ts';

const good = { account: '111122223333', region: 'eu-west-1' };
const isTaken = (changes: object) =>
  z.safeParse(sendingAccountSchema, { ...good, ...changes }).success;

describe('sendingAccountSchema', () => {
  it.each([
    [{}],
    [{ region: 'us-gov-west-1' }],
    [{ region: 'ap-southeast-2' }],
    [{ roleArn: 'arn:aws:iam::111122223333:role/ses-pipeline-sender' }],
    [{ roleArn: 'arn:aws-cn:iam::111122223333:role/path/of/it' }],
    [{ externalId: 'a secret of both' }],
    [{ endpoint: 'https://vpce-1.email.eu-west-1.vpce.amazonaws.com' }],
  ])('takes %j', (changes) => {
    expect(isTaken(changes)).toBe(true);
  });

  it.each([
    [{ account: undefined }],
    [{ account: '11112222333' }],
    [{ account: '1111222233334' }],
    [{ account: 'x111122223333' }],
    [{ account: 111122223333 }],
    [{ region: undefined }],
    [{ region: 'eu-west' }],
    [{ region: 'xx-eu-west-12' }],
    [{ region: 'EU-west-1' }],
    [{ region: 'eu-west-1.evil.example' }],
    [{ region: '.eu-west-1' }],
    [{ roleArn: 'arn:aws:iam::111122223333:user/somebody' }],
    [{ roleArn: 'arn:aws:iam::111122223333:role/' }],
    [{ roleArn: ' arn:aws:iam::111122223333:role/sender' }],
    [{ roleArn: 'arn:aws:iam::11112222333:role/sender' }],
    [{ endpoint: 'not a url' }],
  ])('refuses %j', (changes) => {
    expect(isTaken(changes)).toBe(false);
  });
});
