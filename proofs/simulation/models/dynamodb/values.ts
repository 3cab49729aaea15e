import { isDeepStrictEqual } from 'node:util';
import { ValidationException } from './validation-exception.ts';

export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Set) &&
  !(value instanceof Uint8Array);

/** `size()` of a value. */
export const sizeOf = (value: unknown): number | undefined => {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  if (value instanceof Set) return value.size;
  return isMap(value) ? Object.keys(value).length : undefined;
};

/** `contains()` of a value. */
export const holdsElement = (value: unknown, element: unknown): boolean => {
  if (typeof value === 'string') return typeof element === 'string' && value.includes(element);
  if (Array.isArray(value)) return value.some((one) => isDeepStrictEqual(one, element));
  return value instanceof Set && value.has(element);
};

const isSame = (one: unknown, other: unknown): boolean =>
  one === other || (typeof one === 'object' && one !== null && isDeepStrictEqual(one, other));

/** Sign of a comparison; undefined for values without an order. */
const orderOf = (one: unknown, other: unknown): number | undefined => {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  if (typeof one === 'string' && typeof other === 'string')
    return one < other ? -1 : one === other ? 0 : 1;
  return undefined;
};

const isOrdered = (one: unknown, other: unknown, fits: (order: number) => boolean): boolean => {
  const order = orderOf(one, other);
  return order !== undefined && fits(order);
};

export const isBetween = (value: unknown, low: unknown, high: unknown): boolean =>
  isOrdered(value, low, (order) => order >= 0) && isOrdered(value, high, (order) => order <= 0);

/** Comparison operators, by the sign of the comparison. */
export const comparisons: Readonly<Record<string, (one: unknown, other: unknown) => boolean>> = {
  '=': (one, other) => one !== undefined && isSame(one, other),
  '<>': (one, other) => !isSame(one, other),
  '<': (one, other) => isOrdered(one, other, (order) => order < 0),
  '<=': (one, other) => isOrdered(one, other, (order) => order <= 0),
  '>': (one, other) => isOrdered(one, other, (order) => order > 0),
  '>=': (one, other) => isOrdered(one, other, (order) => order >= 0),
};

export const numberOf = (value: unknown): number => {
  if (typeof value !== 'number')
    throw new ValidationException('An operand of + or - is no number.');
  return value;
};

const keyOfElement = (element: unknown): unknown =>
  element instanceof Uint8Array ? Buffer.from(element).toString('hex') : element;

const union = (old: ReadonlySet<unknown>, added: ReadonlySet<unknown>): ReadonlySet<unknown> =>
  new Set(new Map([...old, ...added].map((element) => [keyOfElement(element), element])).values());

/** Result of `ADD`. */
export const sumOf = (old: unknown, value: unknown): unknown => {
  if (value instanceof Set && (old === undefined || old instanceof Set))
    return union(old ?? new Set(), value);
  return numberOf(old ?? 0) + numberOf(value);
};
