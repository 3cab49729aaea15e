import { inexactNumbers } from '../email/json-numbers.ts';
import { invalidParameter, type Refusal } from '../ses-api/wire/refusal.ts';
import type { SubmittedContent } from '../ses-api/wire/submission.ts';
import type { Fields } from './ports.ts';

type Templated = Extract<SubmittedContent, { kind: 'template' }>;

/**
 * Template of a mail, stored or in the call, with its data as one object: names of later data replace those of
 * earlier ones, as SES merges the default data of a bulk with that of an entry.
 */
export const templateOf = ({
  template,
  data,
}: Templated): { readonly kind: 'template'; readonly template: Fields } | Refusal => {
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
  return {
    kind: 'template',
    template: { ...chosenOf(template), data: Object.fromEntries(merged) },
  };
};

const chosenOf = (template: Templated['template']): Fields =>
  template.kind === 'stored'
    ? { name: template.name }
    : { content: { subject: template.subject, text: template.text, html: template.html } };

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
