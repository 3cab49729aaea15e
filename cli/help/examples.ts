/**
 * Examples for the end of a command's help: `command.addHelpText('after', examples(…))`. Every command
 * has at least one that works as it stands; tests run them.
 *
 * @param commands - what follows the name of the program: `status order-1 --json`
 */
export const examples = (...commands: readonly string[]): string =>
  [
    '',
    `Example${commands.length === 1 ? '' : 's'}:`,
    ...commands.map((words) => `  ${programName} ${words}`),
  ].join('\n');

/** The program as a person types it, in a clone and where the package is installed. */
export const programName = 'npx ses-pipeline';
