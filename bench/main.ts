import { Command, CommanderError } from 'commander';
import { addPacingOptions, type PacingOptions } from './pacing/pacing-options.ts';
import { designNames, NothingToRunError, type Output, runPacing } from './pacing/run-pacing.ts';

const exitCodes = { fine: 0, failed: 1, usage: 2 } as const;

const output: Output = {
  print: (line) => void process.stdout.write(`${line}\n`),
  tell: (line) => void process.stderr.write(`${line}\n`),
};

let code: number = exitCodes.fine;
const program = new Command('npm run bench --').exitOverride();
const pacing = addPacingOptions(program.command('pacing'), designNames);
pacing.action(async (options: PacingOptions) => {
  if (!(await runPacing(options, output))) code = exitCodes.failed;
});
try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) code = error.exitCode === 0 ? 0 : 2;
  else if (error instanceof NothingToRunError) code = 2;
  else {
    code = 1;
  }
  output.tell(error instanceof Error ? error.message : String(error));
}
process.exit(code);
