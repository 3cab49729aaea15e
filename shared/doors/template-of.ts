import { inexactNumbers } from '../email/json-numbers.ts';
import { invalidParameter, type Refusal } from '../ses-api/wire/refusal.ts';
import type { SubmittedContent } from '../ses-api/wire/submission.ts';
import type { Fields } from './ports.ts';

type Templated = Extract<SubmittedContent, { kind: 'template' }>;

/**
 * Template of a mail by its name, with its data as one object: names of later data replace those of
 * earlier ones, as SES merges the default data of a bulk with that of an entry.
 */
export const templateOf = ({
  template,
  data,
  attachments,
}: Templated): { readonly kind: 'template'; readonly template: Fields } | Refusal => {
  if (template.kind === 'inline')
    return invalidParameter(
      'TemplateContent is not taken here: store the template in SES (CreateEmailTemplate) and name it.',
    );
  if (attachments.length > 0)
    return invalidParameter('Attachments beside a template are not taken here: send raw MIME.');
  const merged = new Map<string, unknown>();
  for (const json of data) {
    const read = readData(json);
    if (read === undefined) return invalidParameter('TemplateData is not a JSON object.');
    if (inexactNumbers(json).length > 0)
      return invalidParameter(
        'TemplateData holds a number whose digits would change on the way: write it as text.',
      );
    for (const [name, value] of Object.entries(read)) merged.set(name, value);
  }
  return { kind: 'template', template: { name: template.name, data: Object.fromEntries(merged) } };
};

const readData = (json: string): Fields | undefined => {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? { ...value }
      : undefined;
  } catch {
    return undefined;
  }
};
