import { isoTime } from '../../shared/ses-api/wire/query-answer.ts';
import { removeTemplate, storeTemplate } from '../account/template-changes.ts';
import { type Template, templateNamed } from '../account/templates.ts';
import { renderedMime } from '../sending/compose-message.ts';
import { done, nothing, onQuery } from './operation.ts';
import { pageOf } from './query-page.ts';

interface GivenTemplate {
  readonly TemplateName: string;
  readonly SubjectPart?: string | undefined;
  readonly TextPart?: string | undefined;
  readonly HtmlPart?: string | undefined;
}

const templateOf = (given: GivenTemplate): Template => ({
  name: given.TemplateName,
  subject: given.SubjectPart ?? '',
  text: given.TextPart,
  html: given.HtmlPart,
});

/** Operations on templates. */
export const templateActions = [
  onQuery(
    'CreateTemplate',
    (world, { Template }) => storeTemplate(world, templateOf(Template), 'new') ?? nothing,
  ),
  onQuery(
    'UpdateTemplate',
    (world, { Template }) => storeTemplate(world, templateOf(Template), 'known') ?? nothing,
  ),
  onQuery('GetTemplate', ({ templates }, { TemplateName }) => {
    const template = templateNamed(templates, TemplateName);
    return 'code' in template
      ? template
      : done({
          Template: {
            TemplateName: template.name,
            SubjectPart: template.subject,
            TextPart: template.text,
            HtmlPart: template.html,
          },
        });
  }),
  // A missing template is ignored, as by SES.
  onQuery('DeleteTemplate', (world, { TemplateName }) =>
    world.templates.get(TemplateName) === undefined
      ? nothing
      : (removeTemplate(world, TemplateName) ?? nothing),
  ),
  onQuery('ListTemplates', ({ templates }, asked) => {
    const { items, nextToken } = pageOf(templates.list(), asked, 10, 100);
    return done({
      TemplatesMetadata: items.map(({ name, createdAtMs }) => ({
        Name: name,
        CreatedTimestamp: isoTime(createdAtMs),
      })),
      NextToken: nextToken,
    });
  }),
  onQuery('TestRenderTemplate', ({ templates }, { TemplateName, TemplateData }) => {
    const rendered = renderedMime(templates, TemplateName, TemplateData);
    return typeof rendered === 'string' ? done({ RenderedTemplate: rendered }) : rendered;
  }),
];
