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
 * The screen behind a stream. It has colours when the stream is a terminal that has some and NO_COLOR
 * is not set. FORCE_COLOR decides for every stream: `0` for none, else for colours; as in Node, it
 * comes before NO_COLOR.
 *
 * @see https://no-color.org
 * @see https://force-color.org
 */
export const screenOf = (
  stream: OutputStream,
  environment: Readonly<Record<string, string | undefined>>,
): Screen => ({
  columns: stream.isTTY === true ? stream.columns : undefined,
  hasColours: isForced(environment.FORCE_COLOR) ?? ownColours(stream, environment.NO_COLOR),
});

/** Undefined when the variable says nothing. */
const isForced = (value = ''): boolean | undefined =>
  value === '' ? undefined : value !== '0' && value !== 'false';

const ownColours = (stream: OutputStream, noColour = ''): boolean =>
  stream.isTTY === true && noColour === '' && stream.hasColors?.() === true;
