import {
  ListEmailIdentitiesCommand,
  ListEmailTemplatesCommand,
  type SESv2Client,
} from '@aws-sdk/client-sesv2';
import type { SesResources } from '../../ses-tenants/ports.ts';
import { askSes, pagesOf, type WaitToAsk } from './ask-ses.ts';

/**
 * Identities and templates of one SES account.
 *
 * @param wait - waits before a call that SES throttled is made again
 */
export const sesResources = (client: SESv2Client, wait: WaitToAsk): SesResources => {
  const ask = askSes(wait);
  return {
    listIdentities: () =>
      pagesOf('ses:ListEmailIdentities', async (NextToken) => {
        const page = await ask('ses:ListEmailIdentities', () =>
          client.send(new ListEmailIdentitiesCommand({ PageSize: 1_000, NextToken })),
        );
        const items = page.EmailIdentities?.flatMap(({ IdentityName }) => IdentityName ?? []);
        return { items: items ?? [], next: page.NextToken };
      }),
    listTemplates: () =>
      pagesOf('ses:ListEmailTemplates', async (NextToken) => {
        const page = await ask('ses:ListEmailTemplates', () =>
          client.send(new ListEmailTemplatesCommand({ PageSize: 100, NextToken })),
        );
        const items = page.TemplatesMetadata?.flatMap(({ TemplateName }) => TemplateName ?? []);
        return { items: items ?? [], next: page.NextToken };
      }),
  };
};
