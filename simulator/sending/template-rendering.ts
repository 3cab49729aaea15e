/** A part of a template. */
type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly path: string }
  | { readonly kind: 'partial'; readonly name: string }
  | {
      readonly kind: 'block';
      readonly name: string;
      readonly argument: string;
      readonly body: readonly TemplateNode[];
      readonly otherwise: readonly TemplateNode[];
    };

export type ParsedTemplate =
  | { readonly kind: 'parsed'; readonly nodes: readonly TemplateNode[] }
  | { readonly kind: 'malformed'; readonly problem: string };

export type RenderedText =
  | { readonly kind: 'rendered'; readonly text: string }
  | { readonly kind: 'missing'; readonly attribute: string }
  | { readonly kind: 'malformed'; readonly problem: string };

const blockNames: ReadonlySet<string> = new Set(['if', 'unless', 'each', 'with', 'inline']);

interface OpenBlock {
  readonly name: string;
  readonly argument: string;
  readonly body: TemplateNode[];
  readonly otherwise: TemplateNode[];
  isInElse: boolean;
}

/**
 * Reads the part of Handlebars that SES documents: values, `if`/`else`, `unless`, `each`, `with`,
 * inline partials and comments.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/send-personalized-email-advanced.html
 */
export const parseTemplate = (source: string): ParsedTemplate => {
  const root: OpenBlock = { name: '', argument: '', body: [], otherwise: [], isInElse: false };
  const open: OpenBlock[] = [root];
  const innermost = (): OpenBlock => open.at(-1) ?? root;
  const add = (node: TemplateNode): void =>
    void (innermost().isInElse ? innermost().otherwise : innermost().body).push(node);

  let position = 0;
  for (const match of source.matchAll(
    /\{\{!--[\s\S]*?--\}\}|\{\{\{\s*([^{}]+?)\s*\}\}\}|\{\{\s*([^{}]*?)\s*\}\}/g,
  )) {
    if (match.index > position) add({ kind: 'text', text: source.slice(position, match.index) });
    position = match.index + match[0].length;
    const expression = match[1] ?? match[2] ?? '!';
    if (expression.startsWith('!')) continue;
    if (expression === 'ses:openTracker') {
      // Filled later, when the mail goes out.
      add({ kind: 'text', text: match[0] });
    } else if (expression === 'else') {
      innermost().isInElse = true;
    } else if (expression.startsWith('#')) {
      const [, name = '', argument = ''] =
        /^#\s*(?:\*\s*)?(\S+)\s*([\s\S]*)$/.exec(expression) ?? [];
      if (!blockNames.has(name))
        return { kind: 'malformed', problem: `could not find helper: '${name}'` };
      open.push({
        name,
        argument: argument.replace(/^["']|["']$/g, ''),
        body: [],
        otherwise: [],
        isInElse: false,
      });
    } else if (expression.startsWith('/')) {
      const closed = innermost();
      if (closed === root || closed.name !== expression.slice(1).trim())
        return { kind: 'malformed', problem: `unexpected '${expression}'` };
      open.pop();
      add({
        kind: 'block',
        name: closed.name,
        argument: closed.argument,
        body: closed.body,
        otherwise: closed.otherwise,
      });
    } else if (expression.startsWith('>')) {
      add({ kind: 'partial', name: expression.slice(1).trim() });
    } else if (/^&?\s*[^\s"'=<>]+$/.test(expression)) {
      add({ kind: 'value', path: expression.replace(/^&\s*/, '') });
    } else {
      return { kind: 'malformed', problem: `unexpected expression '${expression}'` };
    }
  }
  if (open.length > 1) return { kind: 'malformed', problem: `'${innermost().name}' is not closed` };
  const rest = source.slice(position);
  if (rest.includes('{{'))
    return { kind: 'malformed', problem: "an expression is not closed with '}}'" };
  add({ kind: 'text', text: rest });
  return { kind: 'parsed', nodes: root.body };
};

/** The values in sight: the innermost one, what surrounds it, and the names that `each` adds. */
interface Scope {
  readonly value: unknown;
  readonly parent: Scope | undefined;
  readonly names: Readonly<Record<string, unknown>>;
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;

const lookUp = (path: string, scope: Scope): unknown => {
  if (path === 'this' || path === '.') return scope.value;
  if (path.startsWith('../'))
    return scope.parent === undefined ? undefined : lookUp(path.slice(3), scope.parent);
  if (path.startsWith('@'))
    return scope.names[path.slice(1)] ?? (scope.parent && lookUp(path, scope.parent));
  const names = path.replace(/^this[./]/, '').split(/[./]/);
  return names.reduce(memberOf, scope.value) ?? (scope.parent && lookUp(path, scope.parent));
};

const isTruthy = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : Boolean(value);

const textOf = (value: unknown): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value);

const entriesOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];

type Partials = Map<string, readonly TemplateNode[]>;

const renderAll = (
  nodes: readonly TemplateNode[],
  scope: Scope,
  partials: Partials,
): RenderedText => {
  let text = '';
  for (const node of nodes) {
    const rendered = renderNode(node, scope, partials);
    if (rendered.kind !== 'rendered') return rendered;
    text += rendered.text;
  }
  return { kind: 'rendered', text };
};

const renderEach = (
  block: { body: readonly TemplateNode[] },
  value: unknown,
  scope: Scope,
  partials: Partials,
): RenderedText => {
  const entries = entriesOf(value);
  let text = '';
  for (const [index, [key, item]] of entries.entries()) {
    const names = { index, key, first: index === 0, last: index === entries.length - 1 };
    const rendered = renderAll(block.body, { value: item, parent: scope, names }, partials);
    if (rendered.kind !== 'rendered') return rendered;
    text += rendered.text;
  }
  return { kind: 'rendered', text };
};

const renderNode = (node: TemplateNode, scope: Scope, partials: Partials): RenderedText => {
  switch (node.kind) {
    case 'text':
      return { kind: 'rendered', text: node.text };
    case 'value': {
      const value = lookUp(node.path, scope);
      return value === undefined || value === null
        ? { kind: 'missing', attribute: node.path }
        : { kind: 'rendered', text: textOf(value) };
    }
    case 'partial': {
      const body = partials.get(node.name);
      return body === undefined
        ? { kind: 'missing', attribute: node.name }
        : renderAll(body, scope, partials);
    }
    case 'block': {
      if (node.name === 'inline') {
        partials.set(node.argument, node.body);
        return { kind: 'rendered', text: '' };
      }
      const value = lookUp(node.argument, scope);
      if (isTruthy(value) === (node.name === 'unless'))
        return renderAll(node.otherwise, scope, partials);
      if (node.name === 'each') return renderEach(node, value, scope, partials);
      const inner = node.name === 'with' ? { value, parent: scope, names: {} } : scope;
      return renderAll(node.body, inner, partials);
    }
  }
};

/**
 * Fills a template. Nothing is escaped, in HTML neither: SES leaves that to the sender. A value
 * that is not there fails the whole.
 */
export const renderTemplate = (source: string, data: unknown): RenderedText => {
  const parsed = parseTemplate(source);
  return parsed.kind === 'malformed'
    ? parsed
    : renderAll(parsed.nodes, { value: data, parent: undefined, names: {} }, new Map());
};
