import { type ParsedTemplate, parseTemplate } from './parse-template.ts';
import type { Body, Part } from './template.ts';
import { templateLimits } from './template-limits.ts';
import {
  evaluate,
  isObject,
  needed,
  type Run,
  type Scope,
  TooMuch,
  textOf,
  withoutNulls,
} from './values.ts';

export type RenderedText =
  | { readonly kind: 'rendered'; readonly text: string }
  /** Names of missing and null values as the template writes them, each once; SES names the first. */
  | { readonly kind: 'missing'; readonly names: readonly [string, ...string[]] }
  /** No template, or more work than {@link templateLimits} allow. */
  | { readonly kind: 'malformed'; readonly problem: string };

/**
 * Renders a template as SES does: a missing value makes it fail, a null counts as missing, and
 * nothing is escaped, not even in HTML. It runs no code that is made of the template, and reads only
 * own properties of the data. Never throws.
 *
 * @param data - as JSON.parse returns it
 * @see https://docs.aws.amazon.com/ses/latest/dg/send-personalized-email-advanced.html
 */
export const renderTemplate = (source: string, data: unknown): RenderedText =>
  renderParsed(parseTemplate(source), data);

/** Renders a template that was parsed before. */
export const renderParsed = (parsed: ParsedTemplate, data: unknown): RenderedText => {
  if (parsed.kind === 'malformed') return parsed;
  const run: Run = { steps: 0, length: 0, missing: new Set() };
  try {
    const root = withoutNulls(data, templateLimits.dataDepth);
    const text = renderBody(parsed.body, {
      ...{ run, contexts: [root], frame: { values: { root }, parent: undefined } },
      ...{ named: [], partials: new Map(), content: undefined, depth: 0 },
    });
    const [first, ...others] = run.missing;
    return first === undefined
      ? { kind: 'rendered', text }
      : { kind: 'missing', names: [first, ...others] };
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    return { kind: 'malformed', problem: error.message };
  }
};

const renderBody = (body: Body, scope: Scope): string => {
  if (scope.depth === templateLimits.depth)
    throw new TooMuch(`Blocks and partials call each other more than ${scope.depth} deep`);
  const partials =
    body.partials.size === 0 ? scope.partials : new Map([...scope.partials, ...body.partials]);
  const inner = { ...scope, partials, depth: scope.depth + 1 };
  return body.parts.map((part) => renderPart(part, inner)).join('');
};

const renderPart = (part: Part, scope: Scope): string => {
  scope.run.steps += 1;
  if (scope.run.steps > templateLimits.steps)
    throw new TooMuch(`Rendering takes more than ${templateLimits.steps} steps`);
  switch (part.kind) {
    case 'text':
      return counted(part.text, scope);
    case 'value':
      return counted(textOf(needed(part.value, scope)), scope);
    case 'block':
      return renderBlock(part, scope);
    case 'partial':
      return renderPartial(part, scope);
    default:
      return part satisfies never;
  }
};

const counted = (text: string, { run }: Scope): string => {
  run.length += text.length;
  if (run.length > templateLimits.output)
    throw new TooMuch(`The text comes to more than ${templateLimits.output} characters`);
  return text;
};

/** Renders inside a value: names are looked up there. */
const within = (body: Body, context: unknown, scope: Scope, params: readonly unknown[]): string =>
  renderBody(body, {
    ...scope,
    contexts: context === scope.contexts[0] ? scope.contexts : [context, ...scope.contexts],
    named:
      body.names.length === 0
        ? scope.named
        : [new Map(body.names.map((name, index) => [name, params[index]])), ...scope.named],
  });

const isEmpty = (value: unknown): boolean =>
  (!value && value !== 0) || (Array.isArray(value) && value.length === 0);

const renderBlock = (part: Part & { readonly kind: 'block' }, scope: Scope): string => {
  const { block, subject, body, otherwise } = part;
  const value = block === 'section' ? needed(subject, scope) : evaluate(subject, scope);
  switch (block) {
    case 'if':
    case 'unless': {
      const zero = part.includeZero !== undefined && Boolean(evaluate(part.includeZero, scope));
      const isThere = !isEmpty(value) && (value !== 0 || zero);
      return renderBody(isThere === (block === 'if') ? body : otherwise, scope);
    }
    case 'each':
      return isObject(value) && Object.keys(value).length > 0
        ? renderEach(body, value, scope)
        : renderBody(otherwise, scope);
    case 'with':
      return isEmpty(value) ? renderBody(otherwise, scope) : within(body, value, scope, [value]);
    case 'section':
      if (value === true) return renderBody(body, scope);
      if (value === false || value === undefined || value === null || isEmptyList(value))
        return renderBody(otherwise, scope);
      return Array.isArray(value)
        ? renderEach(body, value, scope)
        : within(body, value, scope, [value]);
    default:
      return block satisfies never;
  }
};

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

const renderEach = (body: Body, list: object, scope: Scope): string => {
  const entries = Object.entries(list);
  return entries
    .map(([name, item], index) => {
      const key = Array.isArray(list) ? index : name;
      const position = { key, index, first: index === 0, last: index === entries.length - 1 };
      const frame = { values: { ...scope.frame.values, ...position }, parent: scope.frame };
      // A round costs a step, even with an empty body.
      scope.run.steps += 1;
      return within(body, item, { ...scope, frame }, [item, key]);
    })
    .join('');
};

const renderPartial = (part: Part & { readonly kind: 'partial' }, scope: Scope): string => {
  const { name, content } = part;
  const context = contextOf(part, scope);
  if (name === '@partial-block' && scope.content !== undefined) {
    const { body, scope: outer } = scope.content;
    return within(body, context, { ...outer, depth: scope.depth }, []);
  }
  const body = scope.partials.get(name) ?? content;
  if (body === undefined) throw new TooMuch(`The partial ${name} could not be found`);
  const text = renderBody(body, {
    ...scope,
    contexts: [context],
    named: [],
    content: content === undefined ? undefined : { body: content, scope },
  });
  return part.indent === '' ? text : counted(indented(text, part.indent), scope);
};

/** Indents each line, but not what follows the last line break when that is nothing. */
const indented = (text: string, indent: string): string => {
  const lines = text.split('\n');
  return lines
    .map((line, index) => (line === '' && index === lines.length - 1 ? line : indent + line))
    .join('\n');
};

const contextOf = (part: Part & { readonly kind: 'partial' }, scope: Scope): unknown => {
  const context = part.context === undefined ? scope.contexts[0] : evaluate(part.context, scope);
  return part.values.length === 0
    ? context
    : {
        ...(isObject(context) ? context : {}),
        ...Object.fromEntries(part.values.map(([name, value]) => [name, evaluate(value, scope)])),
      };
};
