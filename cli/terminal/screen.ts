/** Capabilities of the place to which standard output goes. */
export interface Screen {
  /** Width in columns; undefined for a file or a pipe, whose lines may have any length. */
  readonly columns: number | undefined;
  readonly hasColours: boolean;
}

/** The part of a stream that {@link screenOf} reads. */
export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly hasColors?: () => boolean;
}

/** The screen of a file or a pipe. */
export const plainScreen: Screen = { columns: undefined, hasColours: false };

/**
 * The screen behind a stream. It has no colours when the stream is not a terminal, when the
 * terminal has none, or when NO_COLOR is set.
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
