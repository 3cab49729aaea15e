import { intrinsicFunctions } from './intrinsic-functions.ts';
import { isRecord } from './is-record.ts';
import { TemplateError } from './template.ts';
import { noValue, type TemplateScope } from './template-scope.ts';

/**
 * Evaluates every intrinsic function in a value.
 *
 * @throws TemplateError when one needs an account
 */
export const resolveValue = (scope: TemplateScope, value: unknown): unknown => {
  const resolve = (inner: unknown): unknown => resolveValue(scope, inner);
  if (Array.isArray(value)) return value.map(resolve).filter((item) => item !== noValue);
  if (!isRecord(value)) return value;
  const [first, ...others] = Object.keys(value);
  if (first !== undefined && others.length === 0) {
    const carryOut = intrinsicFunctions[first];
    // A property may also be called Condition, as in policy statements; the argument of the
    // function Condition is text.
    if (carryOut !== undefined && (first !== 'Condition' || typeof value[first] === 'string'))
      return carryOut(scope, value[first]);
    if (first.startsWith('Fn::'))
      throw new TemplateError(`${first} cannot be evaluated without an account`);
  }
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, resolve(inner)])
      .filter(([, inner]) => inner !== noValue),
  );
};
