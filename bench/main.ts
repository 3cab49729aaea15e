import { CommanderError } from 'commander';
import type { Output } from '../local/lab/output.ts';
import { runCrashes } from '../proofs/crashes/run-crashes.ts';
import { runFuzz } from '../proofs/fuzz/run-fuzz.ts';
import { runMemory } from '../proofs/memory/run-memory.ts';
import { runSmtp } from '../proofs/smtp/run-smtp.ts';
import { runFaults } from '../proofs/storm/run-faults.ts';
import { runStorm } from '../proofs/storm/run-storm.ts';
import { runAccounts } from './accounts/run-accounts.ts';
import { type BenchEnd, benchCommand } from './command.ts';
import { runCost } from './cost/run-cost.ts';
import { runFeedback } from './feedback/run-feedback.ts';
import { runFunctions } from './functions/run-functions.ts';
import { readRecords } from './pacing/read-records.ts';
import { designNames, NothingToRunError, runPacing } from './pacing/run-pacing.ts';
import { writeReport } from './pacing/write-report.ts';

// `npm run bench`. Results go to standard output, everything else to standard error.

const exitCodes = { fine: 0, failed: 1, usage: 2, wrong: 3 } as const;

const output: Output = {
  print: (line) => void process.stdout.write(`${line}\n`),
  tell: (line) => void process.stderr.write(`${line}\n`),
};

const run = async (): Promise<number> => {
  let end: BenchEnd = 'fine';
  const command = benchCommand(
    designNames,
    {
      pacing: (options) => runPacing(options, output),
      accounts: (options) => runAccounts(options, output),
      feedback: (options) => runFeedback(options, output),
      functions: async (options) => (await runFunctions(options, output)).length > 0,
      cost: (options) => runCost(options, output),
      crashes: (options) => runCrashes(options, output),
      fuzz: (options) => runFuzz(options, output),
      memory: (options) => runMemory(options, output),
      smtp: (options) => runSmtp(options, output),
      faults: (options) => runFaults(options, output),
      storm: (options) => runStorm(options, output),
      report: async (page, files) => {
        await writeReport(await readRecords(files), page);
        return true;
      },
    },
    (ended) => {
      end = ended;
    },
  );
  try {
    await command.parseAsync();
  } catch (error) {
    // Commander has printed the mistake. A request for help is none.
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? exitCodes.fine : exitCodes.usage;
    output.tell(error instanceof Error ? error.message : String(error));
    return error instanceof NothingToRunError ? exitCodes.usage : exitCodes.failed;
  }
  return exitCodes[end];
};

// Ending this process ends the engines and containers of its run.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => process.exit(exitCodes.failed));

process.exit(await run());
