import { CommanderError } from 'commander';
import { awsVariables } from './aws-environment.ts';
import { type CommandIo, exitCodes } from './command-io.ts';
import { createCommandLine, groups } from './command-line.ts';
import { addCompletionCommand } from './commands/completion/commands.ts';
import { addCostCommand } from './commands/cost/commands.ts';
import { addCredentialsCommand } from './commands/credentials/commands.ts';
import { addDeadLetterCommands } from './commands/dead-letters/commands.ts';
import { addDeployCommand } from './commands/deploy/commands.ts';
import { addDoctorCommand } from './commands/doctor/commands.ts';
import { addExplainCommands } from './commands/explain/commands.ts';
import { addHeldCommands } from './commands/held/commands.ts';
import { addIdentityCommands } from './commands/identity/commands.ts';
import { addMessageCommands } from './commands/messages/commands.ts';
import { addPolicyCommands } from './commands/policy/commands.ts';
import { addRemoveCommand } from './commands/remove/commands.ts';
import { addReputationCommands } from './commands/reputation/commands.ts';
import { addSendCommand } from './commands/send/commands.ts';
import { addSmtpCommand } from './commands/smtp/commands.ts';
import { addSmtpPasswordCommand } from './commands/smtp-password/commands.ts';
import { addSuppressionCommands } from './commands/suppressions/commands.ts';
import { addTemplateCommands } from './commands/templates/commands.ts';
import { addTenantCommands } from './commands/tenants/commands.ts';
import { addTokenCommand } from './commands/token/commands.ts';
import { addUnassignedCommand } from './commands/unassigned/commands.ts';
import { addUnsubscribeCommands } from './commands/unsubscribe/commands.ts';
import { addWayOutCommands } from './commands/way-out/commands.ts';
import { addHelpCommand } from './help/help-command.ts';
import { sayWhereToLook } from './help/where-to-look.ts';
import type { Program } from './program.ts';
import { Refused } from './refused.ts';
import {
  missingProfile,
  type PipelineOptions,
  runOnPipeline,
  runOnPipelineOrNone,
} from './run-on-pipeline.ts';
import { askerOn } from './terminal/asker.ts';
import { confirmWith } from './terminal/confirm.ts';
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

const command = createCommandLine();
const asker = askerOn({ input: process.stdin, output: process.stderr });

// Every client of the SDK reads them, also those of commands that work on no pipeline.
command.hook('preAction', async () => {
  const options = command.opts<PipelineOptions>();
  Object.assign(process.env, awsVariables(options, process.env));
  const problem = options.profile === undefined ? undefined : await missingProfile();
  if (problem === undefined) return;
  io.printError(problem);
  throw new Refused(exitCodes.usage);
});

/** Sets the exit code, because Commander has no place for a command's result. */
const exitWith = async (code: Promise<number>): Promise<void> => {
  process.exitCode = await code;
};

const program: Program = {
  io,
  asker,
  confirm: confirmWith(io, asker, process.argv.slice(2)),
  exitWith,
  onPipeline: (run) => exitWith(runOnPipeline(command.opts<PipelineOptions>(), io, run)),
  onPipelineOrNone: (run) =>
    exitWith(runOnPipelineOrNone(command.opts<PipelineOptions>(), io, run)),
};

// The overview lists each command under the heading above it.
command.commandsGroup(groups.sending);
addSendCommand(command, program);
addMessageCommands(command, program);
addExplainCommands(command, program);

command.commandsGroup(groups.feedback);
addSuppressionCommands(command, program);
addReputationCommands(command, program);
addUnassignedCommand(command, program);
addUnsubscribeCommands(command, program);

command.commandsGroup(groups.tenants);
addTenantCommands(command, program);

command.commandsGroup(groups.operation);
addDeployCommand(command, program);
addRemoveCommand(command, program);
addHeldCommands(command, program);
addDeadLetterCommands(command, program);
addDoctorCommand(command, program);
addIdentityCommands(command, program);
addTemplateCommands(command, program);
addCostCommand(command, program);
addPolicyCommands(command, program);
addWayOutCommands(command, program);
addSmtpCommand(command, program);

command.commandsGroup(groups.local);
addTokenCommand(command, program);
addCredentialsCommand(command, program);
addSmtpPasswordCommand(command, program);
addHelpCommand(command);

const [verb, ...rest] = process.argv.slice(2);
if (verb !== 'complete') addCompletionCommand(command, program);
sayWhereToLook(command);
// Asked by the shell at each Tab. It brings `completion`, too, and is loaded for itself alone.
if (verb === 'complete')
  (await import('./commands/completion/complete.ts')).addComplete(command, rest);

/** Without a word, the program shows what there is. */
const words = process.argv.length > 2 ? process.argv : [...process.argv, '--help'];

try {
  await command.parseAsync(words);
} catch (error) {
  if (error instanceof Refused) process.exitCode = error.exitCode;
  else if (error instanceof CommanderError)
    // Commander also throws for --help, with the exit code 0.
    process.exitCode = error.exitCode === 0 ? exitCodes.fine : exitCodes.usage;
  else throw error;
}
