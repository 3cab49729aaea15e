import type { HttpAnswer } from '../../shared/ses-api/wire/http-answer.ts';
import { element } from '../../shared/ses-api/wire/markup.ts';

/** Version of the STS API. */
export const stsVersion = '2011-06-15';

/** Name of the role that a caller with temporary credentials has. */
const simulatedRole = 'simulated-role';

/**
 * STS's answer to GetCallerIdentity: whoever calls is of the account that the simulator plays; with
 * temporary credentials a role, else a user.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export const writeCallerIdentity = (
  accountId: string,
  isTemporary: boolean,
  requestId: string,
): HttpAnswer => ({
  status: 200,
  contentType: 'text/xml',
  headers: { 'x-amzn-requestid': requestId },
  body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/${stsVersion}/">${[
    element(
      'GetCallerIdentityResult',
      element(
        'Arn',
        isTemporary
          ? `arn:aws:sts::${accountId}:assumed-role/${simulatedRole}/session`
          : `arn:aws:iam::${accountId}:user/simulated`,
      ),
      element('UserId', 'AIDASIMULATED'),
      element('Account', accountId),
    ),
    element('ResponseMetadata', element('RequestId', requestId)),
  ]
    .map(({ markup }) => markup)
    .join('')}</GetCallerIdentityResponse>`,
});
