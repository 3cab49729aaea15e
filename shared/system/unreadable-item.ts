import * as z from 'zod/mini';

/**
 * A table's item does not fit its schema, most likely because somebody edited it by hand. It stops
 * what depends on it, and nothing else.
 *
 * The message names the item and its wrong attributes, and no value.
 */
export class UnreadableItem extends Error {
  override readonly name = 'UnreadableItem';
  /** Paths of the wrong attributes, like `ses.account`. */
  readonly attributes: readonly string[];

  /**
   * @param item - description of the item, without an address: `the item of tenant acme in the
   * tenants table`
   */
  constructor(item: string, attributes: readonly string[]) {
    super(
      `Correct ${item}: ${attributes.join(', ')} cannot be read. docs/architecture.md has the attributes.`,
    );
    this.attributes = attributes;
  }
}

/** Paths at which an item does not fit its schema, each once. */
const wrongPaths = (error: z.core.$ZodError, below: readonly string[]): readonly string[] => [
  ...new Set(
    error.issues.map(({ path }) => [...below, ...path.map(String)].join('.') || 'the whole of it'),
  ),
];

/**
 * Parses an item, or returns the error that names its wrong attributes.
 *
 * @param below - path of the attribute that `raw` is; empty when `raw` is the whole item
 */
export const readItem = <Schema extends z.ZodMiniType>(
  schema: Schema,
  raw: unknown,
  item: string,
  below: readonly string[] = [],
): z.output<Schema> | UnreadableItem => {
  const read = z.safeParse(schema, raw);
  return read.success ? read.data : new UnreadableItem(item, wrongPaths(read.error, below));
};

/** Parses an item as {@link readItem} does. @throws UnreadableItem */
export const parseItem = <Schema extends z.ZodMiniType>(
  schema: Schema,
  raw: unknown,
  item: string,
  below: readonly string[] = [],
): z.output<Schema> => {
  const read = readItem(schema, raw, item, below);
  if (read instanceof UnreadableItem) throw read;
  return read;
};

/** Reports an item that was left out. */
export type TellUnreadable = (item: UnreadableItem) => void;
