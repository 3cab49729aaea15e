import { isRecord } from './is-record.ts';
import { TemplateError } from './template.ts';
import type { TemplateScope } from './template-scope.ts';

type IntrinsicFunction = (scope: TemplateScope, argument: unknown) => unknown;

const substitute: IntrinsicFunction = (scope, argument) => {
  const [pattern, variables] = Array.isArray(argument) ? argument : [argument, {}];
  const own: Readonly<Record<string, unknown>> = isRecord(variables) ? variables : {};
  return textOf(scope, pattern).replaceAll(
    /\$\{(!?)([^}]+)\}/g,
    (whole: string, literal: string, id: string) => {
      if (literal === '!') return `\${${id}}`;
      if (own[id] !== undefined) return textOf(scope, own[id]);
      const dot = id.indexOf('.');
      const value =
        dot < 0 ? scope.reference(id.trim()) : scope.attribute(id.slice(0, dot), id.slice(dot + 1));
      return typeof value === 'string' ? value : whole;
    },
  );
};

const getAttribute: IntrinsicFunction = (scope, argument) => {
  const [logicalId, ...rest] =
    typeof argument === 'string' ? argument.split('.') : textsOf(scope, argument);
  return scope.attribute(logicalId ?? '', rest.join('.'));
};

const join: IntrinsicFunction = (scope, argument) => {
  const [separator, items] = listOf(scope, argument);
  return textsOf(scope, items).join(textOf(scope, separator));
};

const select: IntrinsicFunction = (scope, argument) => {
  const [index, items] = listOf(scope, argument);
  return listOf(scope, items)[Number(textOf(scope, index))];
};

const split: IntrinsicFunction = (scope, argument) => {
  const [separator, source] = listOf(scope, argument);
  return textOf(scope, source).split(textOf(scope, separator));
};

const findInMap: IntrinsicFunction = (scope, argument) => {
  const [map = '', first = '', second = ''] = textsOf(scope, argument);
  return scope.mapping(map, first, second);
};

const chooseByCondition: IntrinsicFunction = (scope, argument) => {
  if (!Array.isArray(argument)) throw new TemplateError('Fn::If needs a list');
  const [condition, yes, no] = argument;
  return scope.resolve(scope.holds(String(condition)) ? yes : no);
};

const areEqual: IntrinsicFunction = (scope, argument) => {
  const [left, right] = textsOf(scope, argument);
  return left === right;
};

/**
 * Intrinsic functions that work without an account, by name.
 *
 * @see
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export const intrinsicFunctions: Readonly<Record<string, IntrinsicFunction>> = {
  Ref: (scope, argument) => scope.reference(String(argument)),
  Condition: (scope, argument) => scope.holds(String(argument)),
  'Fn::GetAtt': getAttribute,
  'Fn::Sub': substitute,
  'Fn::Join': join,
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::FindInMap': findInMap,
  'Fn::Base64': (scope, argument) => Buffer.from(textOf(scope, argument)).toString('base64'),
  'Fn::If': chooseByCondition,
  'Fn::Equals': areEqual,
  'Fn::And': (scope, argument) => listOf(scope, argument).every((each) => each === true),
  'Fn::Or': (scope, argument) => listOf(scope, argument).some((each) => each === true),
  'Fn::Not': (scope, argument) => listOf(scope, argument)[0] !== true,
};

const textOf = (scope: TemplateScope, value: unknown): string => {
  const resolved = scope.resolve(value);
  if (typeof resolved === 'string') return resolved;
  if (typeof resolved === 'number' || typeof resolved === 'boolean') return String(resolved);
  throw new TemplateError(
    'an intrinsic function of the template needs text and got something else',
  );
};

const listOf = (scope: TemplateScope, value: unknown): readonly unknown[] => {
  const resolved = scope.resolve(value);
  if (Array.isArray(resolved)) return resolved;
  throw new TemplateError(
    'an intrinsic function of the template needs a list and got something else',
  );
};

const textsOf = (scope: TemplateScope, value: unknown): readonly string[] =>
  listOf(scope, value).map((each) => textOf(scope, each));
