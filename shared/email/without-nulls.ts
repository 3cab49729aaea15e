type Json = Readonly<Record<string, unknown>>;

/** A list in the message, an object in it, and the object `s3` in that. */
const deepest = 3;

/**
 * A message without its members that are null: many serializers write them for what is absent. What
 * is null in a template's data stays, for it is the template's.
 */
export const withoutNulls = ({ template, ...message }: Json): Json => {
  const rest = prunedObject(message, deepest);
  return template === undefined || template === null
    ? rest
    : { ...rest, template: pruned(template, 1) };
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
