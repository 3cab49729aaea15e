/** A line that sets a variable in a POSIX shell. */
export const shellLine = (name: string, value: string): string =>
  `export ${name}='${value.replaceAll("'", "'\\''")}'`;

/** What every reader of dotenv files takes as it stands, `docker run --env-file` too. */
const plain = /^[\w.,:;/@%+=-]*$/;

/**
 * A line that sets a variable in a dotenv file. Its readers differ: docker's takes quotes as part of
 * the value, Node's knows no escapes. So there are quotes only where it needs them, around what they
 * leave alone.
 *
 * @returns undefined when no form means the same to all
 * @see https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax
 */
export const dotenvLine = (name: string, value: string): string | undefined => {
  if (plain.test(value)) return `${name}=${value}`;
  if (/[\r\n]/.test(value)) return undefined;
  if (!/['\\]/.test(value)) return `${name}='${value}'`;
  return /["\\$`]/.test(value) ? undefined : `${name}="${value}"`;
};

/**
 * A line that sets a variable in PowerShell, which takes typographic quotes for quotes.
 *
 * @see https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 */
export const powerShellLine = (name: string, value: string): string =>
  `$env:${name} = '${value.replaceAll(/['\u2018-\u201b]/g, '$&$&')}'`;

/** A line that removes variables in PowerShell, where there are any. */
export const powerShellRemoval = (names: readonly string[]): string =>
  `Remove-Item ${names.map((name) => `Env:${name}`).join(', ')} -ErrorAction SilentlyContinue`;
