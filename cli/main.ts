import { Command, CommanderError } from 'commander';
import { type CommandIo, exitCodes } from './command-io.ts';
import { addCredentialsCommand } from './commands/credentials/commands.ts';
import { addDeadLetterCommands } from './commands/dead-letters/commands.ts';
import { addHeldCommands } from './commands/held/commands.ts';
import { addIdentityCommands } from './commands/identity/commands.ts';
import { addMessageCommands } from './commands/messages/commands.ts';
import { addReputationCommands } from './commands/reputation/commands.ts';
import { addSendCommand } from './commands/send/commands.ts';
import { addSmtpCommand } from './commands/smtp/commands.ts';
import { addSuppressionCommands } from './commands/suppressions/commands.ts';
import { addTenantCommands } from './commands/tenants/commands.ts';
import { addTokenCommand } from './commands/token/commands.ts';
import { addUnassignedCommand } from './commands/unassigned/commands.ts';
import { addWayOutCommands } from './commands/way-out/commands.ts';
import type { Program } from './program.ts';
import { type PipelineOptions, runOnPipeline } from './run-on-pipeline.ts';
import { screenOf } from './terminal/screen.ts';

// Commands load their modules when they run, so that `--help` and mistakes in the options answer at
// once.

/** The reader of the output may stop reading, as `head` does; that is not an error. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

const io: CommandIo = {
  print: (line) => void process.stdout.write(`${line}\n`),
  printError: (line) => void process.stderr.write(`${line}\n`),
  screen: screenOf(process.stdout, process.env),
};

const command = new Command('ses-pipeline')
  .description(
    'Operates the e-mail pipeline: the local stack that `npm start` runs, or a deployed stage.',
  )
  .option('--stage <name>', 'deployed stage to work on, instead of the local stack')
  .option('--region <name>', 'its region (default: AWS_REGION or the AWS profile)')
  .showHelpAfterError('(--help lists commands and options)')
  .exitOverride();

/** Sets the exit code, because Commander has no place for a command's result. */
const exitWith = async (code: Promise<number>): Promise<void> => {
  process.exitCode = await code;
};

const program: Program = {
  io,
  exitWith,
  onPipeline: (run) => exitWith(runOnPipeline(command.opts<PipelineOptions>(), io, run)),
};

addSendCommand(command, program);
addMessageCommands(command, program);
addSuppressionCommands(command, program);
addHeldCommands(command, program);
addDeadLetterCommands(command, program);
addReputationCommands(command, program);
addIdentityCommands(command, program);
addTenantCommands(command, program);
addTokenCommand(command, program);
addSmtpCommand(command, program);
addCredentialsCommand(command, program);
addUnassignedCommand(command, program);
addWayOutCommands(command, program);

try {
  await command.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Commander also throws for --help, with the exit code 0.
  process.exitCode = error.exitCode === 0 ? exitCodes.fine : exitCodes.usage;
}
