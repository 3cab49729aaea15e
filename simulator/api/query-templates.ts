import {
  checkTemplate,
  render,
  type Template,
  templateDoesNotExist,
} from '../account/templates.ts';
import { element, memberList, optionalElement } from '../sending/markup.ts';
import { writeMime } from '../sending/mime-writing.ts';
import { type Action, group, isoTime, pageOf, requiring } from './query-action.ts';
import type { QueryParameters } from './query-protocol.ts';
import { refuse } from './refusal.ts';
import { checkNotAssociated } from './rest-tenant-resources.ts';

const templateOf = (parameters: QueryParameters): Template => ({
  name: parameters.get('Template.TemplateName') ?? '',
  subject: parameters.get('Template.SubjectPart') ?? '',
  text: parameters.get('Template.TextPart'),
  html: parameters.get('Template.HtmlPart'),
});

const createTemplate: Action = ({ templates, clock }, parameters) => {
  const template = templateOf(parameters);
  const refusal = checkTemplate(template);
  if (refusal !== undefined) return refusal;
  if (templates.get(template.name) !== undefined)
    return refuse('AlreadyExists', `Template ${template.name} already exists`);
  templates.put({ ...template, createdAtMs: clock() });
  return undefined;
};

const updateTemplate: Action = ({ templates }, parameters) => {
  const template = templateOf(parameters);
  const stored = templates.get(template.name);
  if (stored === undefined) return templateDoesNotExist(template.name);
  const refusal = checkTemplate(template);
  if (refusal !== undefined) return refusal;
  templates.put({ ...template, createdAtMs: stored.createdAtMs });
  return undefined;
};

const getTemplate = requiring(['TemplateName'], ({ templates }, value) => {
  const template = templates.get(value('TemplateName'));
  if (template === undefined) return templateDoesNotExist(value('TemplateName'));
  return element(
    'Template',
    element('TemplateName', template.name),
    element('SubjectPart', template.subject),
    optionalElement('TextPart', template.text),
    optionalElement('HtmlPart', template.html),
  );
});

const listTemplates: Action = ({ templates }, parameters) => {
  const page = pageOf(templates.list(), parameters, 10, 100);
  const members = page.items.map(({ name, createdAtMs }) => [
    element('Name', name),
    element('CreatedTimestamp', isoTime(createdAtMs)),
  ]);
  return group(
    memberList('TemplatesMetadata', members),
    optionalElement('NextToken', page.nextToken),
  );
};

const testRenderTemplate = requiring(['TemplateName', 'TemplateData'], ({ templates }, value) => {
  const template = templates.get(value('TemplateName'));
  if (template === undefined) return templateDoesNotExist(value('TemplateName'));
  const rendering = render(template, value('TemplateData'));
  if (rendering.kind === 'failed') return refuse(rendering.code, rendering.message);
  const mime = writeMime(
    { ...rendering, from: '', to: [], cc: [], replyTo: [], headers: [], attachments: [] },
    '----=_Part_rendered',
  );
  return element('RenderedTemplate', mime.toString('utf8').replace(/^From: \r\n/, ''));
});

/** Templates. */
export const templateActions: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['CreateTemplate', createTemplate],
  ['UpdateTemplate', updateTemplate],
  ['GetTemplate', getTemplate],
  [
    'DeleteTemplate',
    requiring(['TemplateName'], (world, value) => {
      const refusal = checkNotAssociated(world, 'template', value('TemplateName'));
      if (refusal !== undefined) return refusal;
      world.templates.remove(value('TemplateName'));
      return undefined;
    }),
  ],
  ['ListTemplates', listTemplates],
  ['TestRenderTemplate', testRenderTemplate],
]);
