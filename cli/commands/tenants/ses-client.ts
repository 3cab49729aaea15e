import { SESv2Client } from '@aws-sdk/client-sesv2';
import { connectSes } from '../../../shared/aws/clients/connect.ts';
import { clientOptionsFor } from '../../../shared/aws/tenants/client-options.ts';
import type { ReachedAccount } from '../../../shared/ses-tenants/ports.ts';
import type { Target } from '../../target.ts';

/** Client of SES in the account that a tenant sends with. */
export const sesClientFor = ({ connection }: Target, reached: ReachedAccount): SESv2Client =>
  reached.kind === 'pipeline'
    ? connectSes(connection)
    : new SESv2Client({
        ...(connection.credentials && { credentials: connection.credentials }),
        ...clientOptionsFor(reached.account),
        maxAttempts: 1,
      });
