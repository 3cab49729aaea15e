import { invalidParameter, type Refusal, refuse } from '../../shared/ses-api/wire/refusal.ts';
import { parseJson } from '../../shared/system/parse-json.ts';
import { parsedTemplate } from '../../shared/templates/parsed-templates.ts';
import { renderParsed } from '../../shared/templates/render-template.ts';
import { templateLimits } from '../../shared/templates/template-limits.ts';
import type { ResourceTag } from './resource-tags.ts';

export interface Template {
  readonly name: string;
  readonly subject: string;
  readonly text: string | undefined;
  readonly html: string | undefined;
}

export interface StoredTemplate extends Template {
  readonly createdAtMs: number;
  readonly tags: readonly ResourceTag[];
}

/** Stores the templates by name. */
export interface Templates {
  readonly get: (name: string) => StoredTemplate | undefined;
  readonly put: (template: StoredTemplate) => void;
  readonly remove: (name: string) => void;
  /** Newest first. */
  readonly list: () => readonly StoredTemplate[];
}

export const createTemplates = (initial: readonly StoredTemplate[]): Templates => {
  const templates = new Map(initial.map((template) => [template.name, template]));
  return {
    get: (name) => templates.get(name),
    put: (template) => void templates.set(template.name, template),
    remove: (name) => void templates.delete(name),
    list: () => [...templates.values()].sort((one, other) => other.createdAtMs - one.createdAtMs),
  };
};

const maxTemplateBytes = 500 * 1024;

/** Refusal of a template that SES does not accept. */
export const checkTemplate = (template: Template): Refusal | undefined => {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(template.name))
    return invalidParameter('Template name is invalid.');
  if (template.subject === '') return refuse('InvalidTemplate', 'The subject must be specified.');
  const parts = [template.subject, template.text ?? '', template.html ?? ''];
  if (parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0) > maxTemplateBytes) {
    return refuse('InvalidTemplate', 'The template is larger than 500 KB.');
  }
  for (const part of parts) {
    const parsed = parsedTemplate(part);
    if (parsed.kind === 'malformed')
      return refuse('InvalidTemplate', `The template is invalid: ${parsed.problem}.`);
  }
  return undefined;
};

/**
 * Refusal of a template in a call: unlike a stored one, it may use only the values of Handlebars.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/send-personalized-email-advanced.html
 */
export const checkInlineTemplate = ({ subject, text, html }: Omit<Template, 'name'>) => {
  for (const part of [subject, text ?? '', html ?? '']) {
    const parsed = parsedTemplate(part);
    if (parsed.kind === 'malformed' || !parsed.isPlain)
      return invalidParameter('Template contains unsupported operations.');
  }
  return undefined;
};

/** The stored template that a call names, or the refusal. */
export const templateNamed = (templates: Templates, name: string): StoredTemplate | Refusal =>
  templates.get(name) ?? templateDoesNotExist(name);

export const templateDoesNotExist = (name: string): Refusal =>
  refuse('TemplateDoesNotExist', `Template ${name} does not exist`);

/** A template rendered with a recipient's data, or the reason why that is not possible. */
export type Rendering =
  | {
      readonly kind: 'rendered';
      readonly subject: string;
      readonly text: string | undefined;
      readonly html: string | undefined;
    }
  | {
      readonly kind: 'failed';
      readonly code: 'MissingRenderingAttribute' | 'InvalidRenderingParameter';
      readonly message: string;
    };

type Data = Readonly<Record<string, unknown>>;

const isData = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Merges data name by name, also inside objects; a list replaces a list. */
const merged = (defaults: Data, replacements: Data): Data =>
  Object.fromEntries(
    [...Object.keys(defaults), ...Object.keys(replacements)].map((name) => {
      const [before, after] = [ownOf(defaults, name), ownOf(replacements, name)];
      if (after === undefined) return [name, before];
      return [name, isData(before) && isData(after) ? merged(before, after) : after];
    }),
  );

const ownOf = (data: Data, name: string): unknown =>
  Object.hasOwn(data, name) ? data[name] : undefined;

/** Walking deeper data could overflow the stack, and no template reads that deep. */
const isWithinDepth = (value: unknown, depth: number = templateLimits.dataDepth): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (depth > 0 && Object.values(value).every((inner) => isWithinDepth(inner, depth - 1)));

/**
 * @param dataJson - JSON objects; a name in a later one overrides the same name in an earlier one,
 *   as the data of a bulk entry overrides the default data
 */
export const render = (template: Template, ...dataJson: readonly string[]): Rendering => {
  const objects = dataJson.map(parseJson);
  if (!objects.every(isData) || !objects.every((data) => isWithinDepth(data))) {
    return {
      kind: 'failed',
      code: 'InvalidRenderingParameter',
      message: 'Template rendering data is invalid',
    };
  }
  const data = objects.reduce(merged, {});
  const parts = [template.subject, template.text, template.html].map((part) =>
    part === undefined ? undefined : renderParsed(parsedTemplate(part), data),
  );
  for (const part of parts) {
    if (part?.kind === 'missing') {
      const message = `Attribute '${part.names[0]}' is not present in the rendering data.`;
      return { kind: 'failed', code: 'MissingRenderingAttribute', message };
    }
    if (part?.kind === 'malformed')
      return { kind: 'failed', code: 'InvalidRenderingParameter', message: part.problem };
  }
  const [subject, text, html] = parts.map((part) =>
    part?.kind === 'rendered' ? part.text : undefined,
  );
  return { kind: 'rendered', subject: subject ?? '', text, html };
};
