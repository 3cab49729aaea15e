import * as z from 'zod/mini';

/**
 * An item of a table is not as it should be, most likely because somebody wrote it by hand. It
 * stops what depends on it, and nothing else.
 *
 * The message says which item and which attributes, and no value.
 */
export class UnreadableItem extends Error {
  override readonly name = 'UnreadableItem';
  /** Paths of what is wrong, like `ses.account`. */
  readonly attributes: readonly string[];

  /**
   * @param item - names the item, without an address: `the item of tenant acme in the tenants
   * table`
   */
  constructor(item: string, attributes: readonly string[]) {
    super(
      `Correct ${item}: ${attributes.join(', ')} cannot be read. docs/architecture.md has the attributes.`,
    );
    this.attributes = attributes;
  }
}

/** Paths of an item that do not fit its schema, each once. */
const wrongPaths = (error: z.core.$ZodError, below: readonly string[]): readonly string[] => [
  ...new Set(
    error.issues.map(({ path }) => [...below, ...path.map(String)].join('.') || 'the whole of it'),
  ),
];

/**
 * Reads an item, or says what of it cannot be read.
 *
 * @param below - path of the attribute that `raw` is, where it is not the whole item
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

/** Reads an item as {@link readItem} does. @throws UnreadableItem */
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

/** Tells of an item that was left out. */
export type TellUnreadable = (item: UnreadableItem) => void;
