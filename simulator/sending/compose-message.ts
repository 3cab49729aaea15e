import { randomUUID } from 'node:crypto';
import type { Mail } from '../../shared/ses-api/mail/read-mail.ts';
import { type Refusal, refuse } from '../../shared/ses-api/wire/refusal.ts';
import type { Composition, SubmittedContent } from '../../shared/ses-api/wire/submission.ts';
import {
  type Rendering,
  render,
  type Template,
  type Templates,
  templateNamed,
} from '../account/templates.ts';
import { writeMime } from './mime-writing.ts';

/** The complete message; undefined when its template cannot be rendered. */
export const composeMessage = (
  { source, submission: { content } }: Mail,
  rendering: Rendering | undefined,
): Buffer | undefined => {
  if (content.kind === 'raw') return content.mime;
  if (content.kind === 'simple') {
    const { subject, text, html } = content;
    return write(source, content, { subject: subject.data, text: text?.data, html: html?.data });
  }
  return rendering?.kind === 'rendered' ? write(source, content, rendering) : undefined;
};

/** The template of a mail, stored or in the call; undefined when there is none. */
export const templateOf = (
  templates: Templates,
  content: SubmittedContent,
): Template | undefined => {
  if (content.kind !== 'template') return undefined;
  const { template } = content;
  return template.kind === 'stored' ? templates.get(template.name) : { ...template, name: '' };
};

/**
 * The rendered template of a mail, or the problem of rendering it; undefined when the mail has
 * none.
 */
export const renderingOf = (
  templates: Templates,
  content: SubmittedContent,
): Rendering | undefined => {
  const template = templateOf(templates, content);
  return content.kind === 'template' && template !== undefined
    ? render(template, ...content.data)
    : undefined;
};

/**
 * A stored template rendered with data, as the calls that test templates return it; or the refusal.
 */
export const renderedMime = (
  templates: Templates,
  name: string,
  data: string,
): string | Refusal => {
  const template = templateNamed(templates, name);
  if ('code' in template) return template;
  const rendering = render(template, data);
  if (rendering.kind === 'failed') return refuse(rendering.code, rendering.message);
  const mime = writeMime(
    { ...rendering, from: '', to: [], cc: [], replyTo: [], headers: [], attachments: [] },
    '----=_Part_rendered',
  );
  return mime.toString('utf8').replace(/^From: \r\n/, '');
};

interface Body {
  readonly subject: string;
  readonly text: string | undefined;
  readonly html: string | undefined;
}

const write = (source: string | undefined, composition: Composition, body: Body): Buffer =>
  writeMime({ ...composition, ...body, from: source ?? '' }, `----=_Part_${randomUUID()}`);
