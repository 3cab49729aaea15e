import { Command, Help } from 'commander';
import packageFile from '../package.json' with { type: 'json' };
import { programName } from './help/examples.ts';
import { paint } from './terminal/paint.ts';
import { screenOf } from './terminal/screen.ts';

/** Headings under which the overview lists the commands. */
export const groups = {
  sending: 'Sending:',
  feedback: 'Feedback:',
  tenants: 'Tenants:',
  operation: 'Operation:',
  local: 'This machine:',
} as const;

const firstSteps = `
First steps:
  npm start                                   run the whole pipeline on this machine, in a clone
  ${programName} help send                  learn how to send a mail through it
  ${programName} --stage prod reputation    look at a deployed stage`;

/** The program, with its own options and without commands. */
export const createCommandLine = (): Command => {
  const screen = screenOf(process.stdout, process.env);
  return new Command('ses-pipeline')
    .description(
      'Operates the e-mail pipeline: the local stack that `npm start` runs, or a deployed stage.',
    )
    .version(packageFile.version, '-V, --version', 'print the version')
    .option('--stage <name>', 'deployed stage to work on, instead of the local stack')
    .option('--region <name>', 'its region (default: AWS_REGION, or that of the AWS profile)')
    .option('--profile <name>', 'AWS profile with the credentials (default: AWS_PROFILE)')
    .helpOption('-h, --help', 'show the help of a command')
    .configureHelp({
      showGlobalOptions: true,
      subcommandTerm: (command) => [command.name(), ...argumentsOf(command)].join(' '),
      optionDescription: (option) =>
        `${new Help().optionDescription(option)}${option.mandatory ? ' (required)' : ''}`,
      styleTitle: (title) => paint(screen, 'heading', title),
    })
    .addHelpText('after', firstSteps)
    .exitOverride();
};

/** `<id>`, `[id]` or `<file...>`; without the options, which nearly every command has. */
const argumentsOf = ({ registeredArguments }: Command): readonly string[] =>
  registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
