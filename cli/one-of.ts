import { Option } from 'commander';

/**
 * An option that takes one of a few values: anything else is a mistake in the command line, and shells
 * complete the values.
 *
 * @param flags - `--stream <name>`
 */
export const oneOf = (flags: string, description: string, values: readonly string[]): Option =>
  new Option(flags, description).choices([...values]);
