/// <reference path="./handlebars-parser.d.ts" />
import { parse } from 'handlebars/dist/cjs/handlebars/compiler/base.js';
import type { Body, Expression, Part, Path } from './template.ts';
import { templateLimits } from './template-limits.ts';

export type ParsedTemplate =
  | {
      readonly kind: 'parsed';
      readonly body: Body;
      /** It has text and values only: all that SES takes of a template that a call brings. */
      readonly isPlain: boolean;
    }
  | { readonly kind: 'malformed'; readonly problem: string };

/** The template is none that SES renders; its message says why, and where. */
class Malformed extends Error {
  override readonly name = 'Malformed';
}

/**
 * Parses a template with the parser of Handlebars. Never throws. A problem may quote the template.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/send-personalized-email-advanced.html
 */
export const parseTemplate = (source: string): ParsedTemplate => {
  const problem = sizeProblem(source);
  if (problem !== undefined) return { kind: 'malformed', problem };
  try {
    const body = toBody(parse(source), templateLimits.depth);
    const isPlain = body.partials.size === 0 && body.parts.every(isPlainPart);
    return { kind: 'parsed', body, isPlain };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'malformed', problem: message.split('\n')[0] ?? '' };
  }
};

const isPlainPart = (part: Part): boolean =>
  part.kind === 'text' || (part.kind === 'value' && part.value.kind === 'path');

const countOf = (source: string, pattern: RegExp): number =>
  source.matchAll(pattern).reduce((count) => count + 1, 0);

const sizeProblem = (source: string): string | undefined => {
  const { characters, tags, blocks } = templateLimits;
  if (source.length > characters) return `The text has more than ${characters} characters`;
  if (countOf(source, /\{\{/g) > tags) return `The text has more than ${tags} tags`;
  // Each may open a block, or a further branch of one.
  if (countOf(source, /\{\{~?\s*(?:#|\^|else|\{)/g) > blocks)
    return `The text has more than ${blocks} blocks`;
  return undefined;
};

type Statement =
  | hbs.AST.ContentStatement
  | hbs.AST.CommentStatement
  | hbs.AST.MustacheStatement
  | hbs.AST.BlockStatement
  | hbs.AST.PartialStatement
  | hbs.AST.PartialBlockStatement;

interface InlinePartial extends hbs.AST.Node {
  readonly params: hbs.AST.Expression[];
  readonly path: hbs.AST.PathExpression;
  readonly program: hbs.AST.Program;
}

const isA =
  <Node extends hbs.AST.Node>(...types: readonly string[]) =>
  (node: hbs.AST.Node): node is Node =>
    types.includes(node.type);

const isStatement = isA<Statement>(
  ...['ContentStatement', 'CommentStatement', 'MustacheStatement', 'BlockStatement'],
  ...['PartialStatement', 'PartialBlockStatement'],
);
const isInlinePartial = isA<InlinePartial>('DecoratorBlock');
const isPath = isA<hbs.AST.PathExpression>('PathExpression');
const isSubExpression = isA<hbs.AST.SubExpression>('SubExpression');
const isText = isA<hbs.AST.StringLiteral>('StringLiteral');
const isLiteral = isA<hbs.AST.StringLiteral | hbs.AST.NumberLiteral | hbs.AST.BooleanLiteral>(
  ...['StringLiteral', 'NumberLiteral', 'BooleanLiteral'],
);
const isNothing = isA<hbs.AST.NullLiteral | hbs.AST.UndefinedLiteral>(
  ...['NullLiteral', 'UndefinedLiteral'],
);

const emptyBody: Body = { parts: [], names: [], partials: new Map() };

/** @param depth - how many blocks may still be inside each other */
const toBody = (program: hbs.AST.Program | undefined, depth: number): Body => {
  if (program === undefined) return emptyBody;
  if (depth === 0) throw new Malformed(`Blocks lie more than ${templateLimits.depth} deep`);
  return {
    parts: program.body.flatMap((node) => {
      if (isInlinePartial(node)) return [];
      if (!isStatement(node)) throw new Malformed(`SES does not know ${node.type}`);
      return toParts(node, depth - 1);
    }),
    names: program.blockParams ?? [],
    partials: new Map(
      program.body.filter(isInlinePartial).map((node) => toInlinePartial(node, depth - 1)),
    ),
  };
};

const toInlinePartial = (
  { path, params: [name], program }: InlinePartial,
  depth: number,
): readonly [string, Body] => {
  if (path.original !== 'inline' || name === undefined || !isText(name))
    throw new Malformed('A decorator can only be {{#* inline "name"}}');
  return [name.value, toBody(program, depth)];
};

const toParts = (node: Statement, depth: number): readonly Part[] => {
  switch (node.type) {
    case 'ContentStatement':
      return [{ kind: 'text', text: node.value }];
    case 'CommentStatement':
      return [];
    case 'MustacheStatement':
      return [toValue(node)];
    case 'BlockStatement':
      return [toBlock(node, depth)];
    case 'PartialStatement':
      return [toPartial(node, node.indent, undefined)];
    case 'PartialBlockStatement':
      return [toPartial(node, '', toBody(node.program, depth))];
    default:
      return node satisfies never;
  }
};

/** Placeholder that is filled later, when the mail goes out. */
const openTracker = 'ses:openTracker';

const blockNames = ['if', 'unless', 'each', 'with'] as const;

const blockNamed = (path: Path): (typeof blockNames)[number] | undefined =>
  path.isData || path.isScoped || path.up > 0 || path.names.length !== 1
    ? undefined
    : blockNames.find((name) => name === path.text);

const toValue = ({ path, params, hash }: hbs.AST.MustacheStatement): Part => {
  const name = nameOf(path);
  if (params.length > 0 || name.text === 'lookup')
    return { kind: 'value', value: toLookup(name, params, hash) };
  if (hash !== undefined) throw new Malformed(`Missing helper: "${name.text}"`);
  if (name.text === openTracker) return { kind: 'text', text: `{{${openTracker}}}` };
  if (blockNamed(name) !== undefined) throw new Malformed(`"${name.text}" needs a block`);
  return { kind: 'value', value: name };
};

/** What stands first in a tag; a literal there is a name, too: `{{12}}` is the value named 12. */
const nameOf = (node: hbs.AST.Node): Path => {
  if (isPath(node)) return toPath(node);
  const text = isLiteral(node) ? String(node.original) : node.type.slice(0, -7).toLowerCase();
  return { kind: 'path', text, isData: false, up: 0, isScoped: false, names: [text] };
};

const toPath = ({ original, data, depth, parts }: hbs.AST.PathExpression): Path => ({
  kind: 'path',
  text: original,
  isData: data,
  up: depth,
  isScoped: /^(?:\.|this\b)/.test(original),
  names: parts,
});

const toLookup = (
  { text }: Path,
  [of, key, ...more]: readonly hbs.AST.Expression[],
  hash: hbs.AST.Hash | undefined,
): Expression => {
  if (text !== 'lookup') throw new Malformed(`Missing helper: "${text}"`);
  if (of === undefined || key === undefined || more.length > 0 || hash !== undefined)
    throw new Malformed('lookup needs a value and a name');
  return { kind: 'lookup', of: toExpression(of), key: toExpression(key) };
};

const toExpression = (node: hbs.AST.Expression): Expression => {
  if (isPath(node)) return toPath(node);
  if (isLiteral(node)) return { kind: 'literal', value: node.value };
  if (isNothing(node)) return { kind: 'literal', value: undefined };
  if (!isSubExpression(node)) throw new Malformed(`SES does not know ${node.type}`);
  return toLookup(toPath(node.path), node.params, node.hash);
};

const toBlock = (node: hbs.AST.BlockStatement, depth: number): Part => {
  const name = nameOf(node.path);
  const [subject, ...more] = node.params;
  const body = toBody(node.program, depth);
  const otherwise = toBody(node.inverse, depth);
  const options = new Map(valuesOf(node.hash));
  const includeZero = options.get('includeZero');
  const block = blockNamed(name);
  const parts = { kind: 'block', body, otherwise, includeZero } as const;
  if (block !== undefined) {
    if (subject === undefined || more.length > 0)
      throw new Malformed(`#${block} requires exactly one argument`);
    return { ...parts, block, subject: toExpression(subject) };
  }
  if (subject !== undefined || options.size > 0)
    throw new Malformed(`Missing helper: "${name.text}"`);
  return { ...parts, block: 'section', subject: name };
};

const toPartial = (
  { name, params: [context], hash }: hbs.AST.PartialStatement | hbs.AST.PartialBlockStatement,
  indent: string,
  content: Body | undefined,
): Part => {
  if (isSubExpression(name)) throw new Malformed('The name of a partial must be written out');
  return {
    kind: 'partial',
    name: nameOf(name).text,
    context: context === undefined ? undefined : toExpression(context),
    values: valuesOf(hash),
    indent,
    content,
  };
};

const valuesOf = (hash: hbs.AST.Hash | undefined): readonly (readonly [string, Expression])[] =>
  (hash?.pairs ?? []).map(({ key, value }) => [key, toExpression(value)]);
