import type * as z from 'zod';
import type { SubmittedContent } from '../sending/submission.ts';
import type { attachments, headers, SendEmailBody } from './send-email-body.ts';

/** Content of a SendEmail body; undefined when it holds none. */
export const submittedContent = (mail: SendEmailBody): SubmittedContent | undefined => {
  const { Simple: simple, Raw: raw, Template: template } = mail.Content;
  if (raw !== undefined) return { kind: 'raw', mime: raw.Data };
  const recipients = {
    to: mail.Destination?.ToAddresses ?? [],
    cc: mail.Destination?.CcAddresses ?? [],
    replyTo: mail.ReplyToAddresses,
  };
  if (simple !== undefined) {
    return {
      kind: 'simple',
      ...recipients,
      subject: simple.Subject.Data,
      text: simple.Body.Text?.Data,
      html: simple.Body.Html?.Data,
      headers: nameHeaders(simple.Headers),
      attachments: nameAttachments(simple.Attachments),
    };
  }
  if (template === undefined) return undefined;
  const inline = template.TemplateContent;
  return {
    kind: 'template',
    ...recipients,
    template:
      inline === undefined
        ? (template.TemplateName ?? '')
        : { name: '', subject: inline.Subject, text: inline.Text, html: inline.Html },
    data: [template.TemplateData],
    headers: nameHeaders(template.Headers),
    attachments: nameAttachments(template.Attachments),
  };
};

const nameHeaders = (list: z.infer<typeof headers>) =>
  list.map(({ Name, Value }) => ({ name: Name, value: Value }));

const nameAttachments = (list: z.infer<typeof attachments>) =>
  list.map(({ FileName, ContentType, RawContent }) => ({
    fileName: FileName,
    contentType: ContentType,
    content: RawContent,
  }));
