import type { Json } from './event-types.ts';

/** A copy with one more field, of any name. */
export const withField = (object: Json, name: string, value: unknown): Json => {
  const copy = { ...object };
  Object.defineProperty(copy, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
  return copy;
};

export const withoutField = (object: Json, name: string): Json =>
  Object.fromEntries(Object.entries(object).filter(([other]) => other !== name));

/** Replaces a field by a useless value, or removes it. */
export const spoil = (
  object: Json,
  name: string,
  useless: readonly unknown[],
  how: number,
): Json => {
  const index = how % (useless.length + 1);
  return index === useless.length
    ? withoutField(object, name)
    : withField(object, name, useless[index]);
};
