import {
  CreateEmailTemplateCommand,
  DeleteEmailTemplateCommand,
  GetEmailTemplateCommand,
  ListEmailTemplatesCommand,
  type SESv2Client,
  UpdateEmailTemplateCommand,
} from '@aws-sdk/client-sesv2';
import type { SesTemplates, TemplateParts } from '../../ses-templates/ports.ts';
import { askSes, pagesOf, type WaitToAsk } from './ask-ses.ts';
import { unless } from './tenant-reputation.ts';

/**
 * The stored templates of one SES account.
 *
 * @param wait - waits before a call that SES throttled is made again
 */
export const sesTemplates = (client: SESv2Client, wait: WaitToAsk): SesTemplates => {
  const ask = askSes(wait);
  return {
    names: () =>
      pagesOf('ses:ListEmailTemplates', async (NextToken) => {
        const page = await ask('ses:ListEmailTemplates', () =>
          client.send(new ListEmailTemplatesCommand({ PageSize: 100, NextToken })),
        );
        const items = page.TemplatesMetadata?.flatMap(({ TemplateName }) => TemplateName ?? []);
        return { items: items ?? [], next: page.NextToken };
      }),
    find: async (TemplateName) => {
      const asked = ask('ses:GetEmailTemplate', () =>
        client.send(new GetEmailTemplateCommand({ TemplateName })),
      );
      const content = (await unless('not-found', asked))?.TemplateContent;
      return content && { subject: content.Subject ?? '', html: content.Html, text: content.Text };
    },
    create: async (TemplateName, parts) => {
      const input = { TemplateName, TemplateContent: contentOf(parts) };
      await ask('ses:CreateEmailTemplate', () =>
        client.send(new CreateEmailTemplateCommand(input)),
      );
    },
    update: async (TemplateName, parts) => {
      const input = { TemplateName, TemplateContent: contentOf(parts) };
      await ask('ses:UpdateEmailTemplate', () =>
        client.send(new UpdateEmailTemplateCommand(input)),
      );
    },
    remove: async (TemplateName) => {
      const asked = ask('ses:DeleteEmailTemplate', () =>
        client.send(new DeleteEmailTemplateCommand({ TemplateName })),
      );
      await unless('not-found', asked);
    },
  };
};

const contentOf = ({ subject, html, text }: TemplateParts) => ({
  Subject: subject,
  Html: html,
  Text: text,
});
