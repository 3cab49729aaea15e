/**
 * One text for values of a template that mean the same, whatever the order of their keys and the
 * folder in which the code of a function lies.
 */
export const canonicalText = (value: unknown): string =>
  JSON.stringify(value, (key, inner: unknown) => {
    if (key === 'S3Key' && typeof inner === 'string')
      return inner.slice(inner.lastIndexOf('/') + 1);
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(
      Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)),
    );
  });
