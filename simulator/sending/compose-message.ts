import { randomUUID } from 'node:crypto';
import { type Rendering, render, type Template, type Templates } from '../account/templates.ts';
import { writeMime } from './mime-writing.ts';
import type { Mail } from './read-mail.ts';
import type { Composition, SubmittedContent } from './submission.ts';

/** The template of a mail, stored or given in the call; undefined when there is none. */
export const templateOf = (
  templates: Templates,
  content: SubmittedContent,
): Template | undefined => {
  if (content.kind !== 'template') return undefined;
  return typeof content.template === 'string' ? templates.get(content.template) : content.template;
};

/** The filled template of a mail, or why it cannot be filled; undefined when it has none. */
export const renderingOf = (
  templates: Templates,
  content: SubmittedContent,
): Rendering | undefined => {
  const template = templateOf(templates, content);
  return content.kind === 'template' && template !== undefined
    ? render(template, ...content.data)
    : undefined;
};

/** The message in full; undefined when its template cannot be filled. */
export const composeMessage = (
  { source, submission: { content } }: Mail,
  rendering: Rendering | undefined,
): Buffer | undefined => {
  if (content.kind === 'raw') return content.mime;
  if (content.kind === 'simple') return write(source, content, content);
  return rendering?.kind === 'rendered' ? write(source, content, rendering) : undefined;
};

interface Body {
  readonly subject: string;
  readonly text: string | undefined;
  readonly html: string | undefined;
}

const write = (source: string | undefined, composition: Composition, body: Body): Buffer =>
  writeMime({ ...composition, ...body, from: source ?? '' }, `----=_Part_${randomUUID()}`);
