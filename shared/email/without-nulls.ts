type Json = Readonly<Record<string, unknown>>;

/**
 * Depth to which nulls are removed: a list in the message, an object in it, and the object `s3` in
 * that.
 */
const deepest = 3;

/**
 * Removes null members from a message, because many serializers write null for an absent value.
 * Nulls in a template's data stay; they are the template's.
 */
export const withoutNulls = ({ template, ...message }: Json): Json => {
  const rest = prunedObject(message, deepest);
  return template === undefined || template === null
    ? rest
    : { ...rest, template: prunedTemplate(template) };
};

const prunedTemplate = (template: unknown): unknown => {
  const own = pruned(template, 1);
  return typeof own === 'object' && own !== null && 'content' in own
    ? { ...own, content: pruned(own.content, 1) }
    : own;
};

const pruned = (value: unknown, depth: number): unknown => {
  if (depth === 0 || typeof value !== 'object' || value === null) return value;
  return Array.isArray(value)
    ? value.map((one) => pruned(one, depth - 1))
    : prunedObject(value, depth - 1);
};

const prunedObject = (object: object, depth: number): Json =>
  Object.fromEntries(
    Object.entries(object).flatMap(([name, value]) =>
      value === null ? [] : [[name, pruned(value, depth)]],
    ),
  );
