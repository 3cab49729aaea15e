/** What the place where standard output goes can show. */
export interface Screen {
  /** Width in columns; undefined for a file or a pipe, whose lines may have any length. */
  readonly columns: number | undefined;
  readonly hasColours: boolean;
}

/** What {@link screenOf} asks of a stream. */
export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly hasColors?: () => boolean;
}

/** A file or a pipe. */
export const plainScreen: Screen = { columns: undefined, hasColours: false };

/**
 * The screen behind a stream. There are no colours where it is no terminal, where the terminal has
 * none, or where NO_COLOR is set.
 *
 * @see https://no-color.org
 */
export const screenOf = (
  stream: OutputStream,
  environment: Readonly<Record<string, string | undefined>>,
): Screen =>
  stream.isTTY === true
    ? {
        columns: stream.columns,
        hasColours: (environment.NO_COLOR ?? '') === '' && stream.hasColors?.() === true,
      }
    : plainScreen;
