/**
 * A stored item, immutable. It is a map, because attribute names are unbounded, and each would give
 * an object a new shape.
 */
export type Item = ReadonlyMap<string, unknown>;

/** An item, a key or an answer in the document client's form. */
export type Attributes = Readonly<Record<string, unknown>>;

export const noItem: Item = new Map();

/** Removes undefined values, as the document client does. */
const withoutUndefined = (value: unknown): unknown => {
  if (
    typeof value !== 'object' ||
    value === null ||
    value instanceof Set ||
    value instanceof Uint8Array
  )
    return value;
  if (Array.isArray(value)) return value.map(withoutUndefined);
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, one]) =>
      one === undefined ? [] : [[name, withoutUndefined(one)]],
    ),
  );
};

export const valuesWithoutUndefined = (values: Attributes): Attributes => {
  const kept: Record<string, unknown> = {};
  for (const name in values) {
    const value = values[name];
    if (value !== undefined)
      kept[name] = typeof value === 'object' ? withoutUndefined(value) : value;
  }
  return kept;
};

export const itemOf = (values: Attributes): Item => {
  const kept = new Map<string, unknown>();
  for (const name in values) {
    const value = values[name];
    if (value !== undefined)
      kept.set(name, typeof value === 'object' ? withoutUndefined(value) : value);
  }
  return kept;
};

export const attributesOf = (item: Item): Attributes => {
  const attributes: Record<string, unknown> = Object.create(null);
  for (const [name, value] of item) attributes[name] = value;
  return attributes;
};

/** The given attributes of an item, as far as it has them. */
export const pickAttributes = (item: Item, names: readonly string[]): Attributes => {
  const attributes: Record<string, unknown> = Object.create(null);
  for (const name of names) if (item.has(name)) attributes[name] = item.get(name);
  return attributes;
};
