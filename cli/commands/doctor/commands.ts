import type { Command } from 'commander';
import { examples } from '../../help/examples.ts';
import type { Program } from '../../program.ts';
import type { DoctorOptions } from './doctor.ts';

/** Adds the command `doctor`. */
export const addDoctorCommand = (command: Command, { io, onPipeline }: Program): void => {
  command
    .command('doctor')
    .description(
      'examine account, identities, DNS, topics, queues, functions and alarms, and send a canary; changes nothing',
    )
    .option('--from <address>', 'sender to examine, too, and the sender of the canary')
    .option(
      '--resolver <server>',
      "name server to ask, such as 1.1.1.1 or 127.0.0.1:5353, instead of the system's",
    )
    .option('--no-canary', 'send no mail to the mailbox simulator of SES')
    .option('--all', 'show what is well in single lines, too')
    .option(
      '--json',
      'print one {check, status, subject, says, remedy, followsFrom, source} per line',
    )
    .addHelpText('after', examples('doctor', 'doctor --no-canary --json'))
    .action((options: DoctorOptions) =>
      onPipeline(async (pipeline) => {
        const [{ doctor }, { openDoctorTools }, { showWork }, { workStreams }] = await Promise.all([
          import('./doctor.ts'),
          import('./doctor-tools.ts'),
          import('../../terminal/work.ts'),
          import('../../terminal/work-streams.ts'),
        ]);
        const tools = await openDoctorTools(pipeline, options);
        const observe = async () => {
          const work = showWork(examining(options), workStreams());
          const observed = await tools.observe();
          work.done('Examined.');
          return observed;
        };
        try {
          return await doctor(options, { ...io, ...tools, observe });
        } finally {
          tools.close();
        }
      }),
    );
};

/** What it says while it looks: SES answers one call of a kind a second, and a canary takes its time. */
const examining = ({ canary }: DoctorOptions): string =>
  canary
    ? 'Examining account, DNS, queues and functions, and waiting for the canary …'
    : 'Examining account, DNS, queues and functions …';
