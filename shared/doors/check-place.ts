import { headerValue } from '../ses-api/mail/mime-headers.ts';
import type { Mail } from '../ses-api/mail/read-mail.ts';
import { invalidParameter, type Refusal, refuse } from '../ses-api/wire/refusal.ts';
import type { DoorTenant } from './ports.ts';

/**
 * Checks where a mail is to be sent from: its SES tenant is the one of its tenant, and nothing is
 * named that the pipeline does not send by.
 */
export const checkPlace = (mail: Mail, { sesTenant, account }: DoorTenant): Refusal | undefined => {
  const { endpointId, authorization } = mail.submission;
  if (endpointId !== undefined)
    return invalidParameter('EndpointId is not taken here: mail goes by one region.');
  const named = mail.tenant ?? headerValue(mail.headers, 'X-SES-TENANT-NAME');
  if (named !== undefined && named !== sesTenant)
    return refuse('NotFound', `Tenant ${named} for AwsAccountId ${account} not found.`);
  const foreign = [
    ...Object.values(authorization),
    ...arnHeaders.map((name) => headerValue(mail.headers, name)),
  ].find((arn) => arn !== undefined && accountOf(arn) !== account);
  return foreign === undefined
    ? undefined
    : invalidParameter(
        'Identities of another AWS account are not sent from here: give its tenant an SES account of its own.',
      );
};

const arnHeaders = ['X-SES-SOURCE-ARN', 'X-SES-FROM-ARN', 'X-SES-RETURN-PATH-ARN'] as const;

const accountOf = (arn: string): string | undefined => arn.split(':')[4];
