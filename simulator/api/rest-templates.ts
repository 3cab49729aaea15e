import { removeTemplate, storeTemplate } from '../account/template-changes.ts';
import { type Template, templateNamed } from '../account/templates.ts';
import { renderedMime } from '../sending/compose-message.ts';
import { done, nothing, onRest } from './operation.ts';
import { pageOf } from './rest-page.ts';
import { inSeconds, ownTags, restTags } from './rest-values.ts';

interface GivenContent {
  readonly Subject?: string | undefined;
  readonly Text?: string | undefined;
  readonly Html?: string | undefined;
}

const templateOf = (name: string, { Subject, Text, Html }: GivenContent): Template => ({
  name,
  subject: Subject ?? '',
  text: Text,
  html: Html,
});

/** Operations on templates. */
export const templateOperations = [
  onRest(
    'CreateEmailTemplate',
    (world, { TemplateName, TemplateContent, Tags }) =>
      storeTemplate(world, templateOf(TemplateName, TemplateContent), 'new', ownTags(Tags)) ??
      nothing,
  ),
  onRest(
    'UpdateEmailTemplate',
    (world, { TemplateName, TemplateContent }) =>
      storeTemplate(world, templateOf(TemplateName, TemplateContent), 'known') ?? nothing,
  ),
  onRest('GetEmailTemplate', ({ templates }, { TemplateName }) => {
    const template = templateNamed(templates, TemplateName);
    if ('code' in template) return template;
    const { name, subject, text, html, tags } = template;
    return done({
      TemplateName: name,
      TemplateContent: { Subject: subject, Text: text, Html: html },
      Tags: restTags(tags),
    });
  }),
  onRest('DeleteEmailTemplate', (world, { TemplateName }) => {
    const template = templateNamed(world.templates, TemplateName);
    return 'code' in template ? template : (removeTemplate(world, TemplateName) ?? nothing);
  }),
  onRest('ListEmailTemplates', ({ templates }, asked) =>
    pageOf(
      'TemplatesMetadata',
      templates.list().map(({ name, createdAtMs }) => ({
        TemplateName: name,
        CreatedTimestamp: inSeconds(createdAtMs),
      })),
      ({ TemplateName }) => TemplateName,
      asked,
    ),
  ),
  onRest('TestRenderEmailTemplate', ({ templates }, { TemplateName, TemplateData }) => {
    const rendered = renderedMime(templates, TemplateName, TemplateData);
    return typeof rendered === 'string' ? done({ RenderedTemplate: rendered }) : rendered;
  }),
];
