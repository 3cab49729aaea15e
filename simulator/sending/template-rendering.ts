import Handlebars from 'handlebars';
import { LRUCache } from 'lru-cache';

export type ParsedTemplate =
  | {
      readonly kind: 'parsed';
      readonly fill: (data: unknown) => RenderedText;
      readonly isPlain: boolean;
    }
  | { readonly kind: 'malformed'; readonly problem: string };

export type RenderedText =
  | { readonly kind: 'rendered'; readonly text: string }
  | { readonly kind: 'missing'; readonly attribute: string }
  | { readonly kind: 'malformed'; readonly problem: string };

/** Placeholder that is filled later, when the mail goes out. */
const openTracker = 'ses:openTracker';

/** A separate Handlebars instance, with the built-in helpers that SES has, but without `log`. */
const handlebars = Handlebars.create();
handlebars.registerHelper(openTracker, () => `{{${openTracker}}}`);

/**
 * Strict: a missing value makes the rendering fail. Nothing is escaped, not even in HTML, because
 * SES leaves that to the sender.
 */
const compileOptions = {
  strict: true,
  noEscape: true,
  knownHelpersOnly: true,
  knownHelpers: { [openTracker]: true, log: false },
};

const runtimeOptions = {
  allowProtoPropertiesByDefault: false,
  allowProtoMethodsByDefault: false,
};

const templates = new LRUCache<string, ParsedTemplate>({
  max: 500,
  maxSize: 16 * 1024 * 1024,
  sizeCalculation: (_, source) => source.length + 1,
});

/**
 * Parses a template.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/send-personalized-email-advanced.html
 */
export const parseTemplate = (source: string): ParsedTemplate => {
  const known = templates.get(source);
  if (known !== undefined) return known;
  const parsed = read(source);
  templates.set(source, parsed);
  return parsed;
};

const read = (source: string): ParsedTemplate => {
  try {
    const program = handlebars.parse(source);
    // Precompiled here, because the function that `compile` returns finds unknown helpers only
    // later.
    handlebars.precompile(program, compileOptions);
    const fill = handlebars.compile(program, compileOptions);
    return {
      kind: 'parsed',
      isPlain: program.body.every(isPlain),
      fill: (data) => {
        try {
          return { kind: 'rendered', text: fill(data, runtimeOptions) };
        } catch (error) {
          return failureOf(source, error);
        }
      },
    };
  } catch (error) {
    return { kind: 'malformed', problem: problemOf(error) };
  }
};

/** A part of a template: text, or a value. */
const isPlain = (statement: hbs.AST.Statement): boolean =>
  ['ContentStatement', 'CommentStatement'].includes(statement.type) ||
  (statement.type === 'MustacheStatement' &&
    'params' in statement &&
    Array.isArray(statement.params) &&
    statement.params.length === 0);

const problemOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';

/** Position of a Handlebars error in the template; absent in other errors. */
const placeOf = (
  error: object,
): readonly [line: number, column: number, end: number] | undefined => {
  const [line, column, end] = ['lineNumber', 'column', 'endColumn'].map((name) =>
    Reflect.get(error, name),
  );
  return typeof line === 'number' && typeof column === 'number' && typeof end === 'number'
    ? [line, column, end]
    : undefined;
};

/** Handlebars names only the last part of a path; the whole path is taken from the template. */
const failureOf = (source: string, error: unknown): RenderedText => {
  const problem = problemOf(error);
  const place = error instanceof Error ? placeOf(error) : undefined;
  if (place === undefined || !/^".*" not defined in /.test(problem))
    return { kind: 'malformed', problem };
  const [line, column, end] = place;
  return {
    kind: 'missing',
    attribute: source.split(/\r\n?|\n/)[line - 1]?.slice(column, end) ?? '',
  };
};

/**
 * Prototype of all data: an object has only its own values, and is written as JSON when a template
 * uses it as text.
 */
const dataPrototype: object = Object.create(null, {
  toString: {
    value(this: unknown): string {
      return JSON.stringify(this);
    },
  },
});

/** Data as templates see it. A null value counts as absent, as in SES. */
const seen = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(seen);
  if (typeof value !== 'object' || value === null) return value;
  const object: object = Object.create(dataPrototype);
  for (const [name, inner] of Object.entries(value))
    if (inner !== null)
      Object.defineProperty(object, name, { value: seen(inner), enumerable: true });
  return object;
};

/** Renders a template. */
export const renderTemplate = (source: string, data: unknown): RenderedText => {
  const parsed = parseTemplate(source);
  return parsed.kind === 'malformed' ? parsed : parsed.fill(seen(data));
};
