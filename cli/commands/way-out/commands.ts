import type { Command } from 'commander';
import { smtpSecurities } from '../../../shared/smtp/ports.ts';
import { examples } from '../../help/examples.ts';
import { irreversible } from '../../irreversible.ts';
import { oneOf } from '../../one-of.ts';
import type { Program } from '../../program.ts';
import { streamOption } from '../../stream-option.ts';
import type { ModeOptions, SetOptions, WayOutIo, WayOutOptions } from './way-out.ts';

type Run = (verb: (tools: WayOutIo) => Promise<number>) => Promise<void>;

/** Adds the command `way-out` and its subcommands. */
export const addWayOutCommands = (command: Command, { io, onPipeline, confirm }: Program): void => {
  const group = command
    .command('way-out')
    .description('back-up SMTP provider of a stream, for when SES refuses: set, show, use, stop …');
  const run: Run = (verb) =>
    onPipeline(async (pipeline) => {
      const [{ openWayOutTools }, { readSecret }] = await Promise.all([
        import('./tools.ts'),
        import('../../terminal/read-secret.ts'),
      ]);
      const source = { input: process.stdin, output: process.stderr, prompt: 'Password' };
      return verb({ ...io, ...openWayOutTools(pipeline), readPassword: () => readSecret(source) });
    });
  addSet(group, run);
  addShow(group, run);
  addModes(group, run);
  addRemove(group, run, confirm);
};

const addSet = (group: Command, run: Run): void => {
  group
    .command('set')
    .description('set the provider; its password comes from standard input, or a hidden prompt')
    .addOption(ofStream())
    .requiredOption('--host <name>', 'SMTP server of the provider')
    .requiredOption('--port <number>', 'its port: 465 with tls, 587 with starttls')
    .addOption(
      oneOf(
        '--security <kind>',
        'none is for a local server',
        smtpSecurities,
      ).makeOptionMandatory(),
    )
    .option('--user <name>', 'user to log in as; a password is read then')
    .requiredOption('--from <address>', 'address at the provider that mail is from')
    .requiredOption('--rate <number>', 'recipients a second')
    .option('--per-day <number>', 'most recipients in any 24 hours (default: no limit)')
    .option('--json', 'print {stream, wayOut}')
    .addHelpText(
      'after',
      examples(
        'way-out set --stream transactional --host smtp.provider.example --port 587 --security starttls --user pipeline --from notices@provider.example --rate 10',
      ),
    )
    .action((options: SetOptions) =>
      run(async (tools) => (await import('./way-out.ts')).setWayOut(options, tools)),
    );
};

const addShow = (group: Command, run: Run): void => {
  group
    .command('show')
    .description('show the ways out, never a password, and whether SES takes mail')
    .option('--json', 'print {waysOut, sesStopped}')
    .addHelpText('after', examples('way-out show'))
    .action((options: { readonly json?: boolean }) =>
      run(async (tools) => (await import('./way-out.ts')).showWaysOut(options, tools)),
    );
};

const ofStream = () => streamOption('stream whose mail it is').makeOptionMandatory();

const modes = {
  use: 'send all mail of the stream by it from now on',
  stop: 'send no mail by it, whatever SES says; mail waits for SES',
  auto: 'send mail by it when SES refuses it for good; so it is after set',
} as const;

const modeExamples = {
  use: "way-out use --stream transactional --why 'SES is down'",
  stop: "way-out stop --stream marketing --why 'too dear'",
  auto: 'way-out auto --stream transactional',
} as const;

const addModes = (group: Command, run: Run): void => {
  for (const mode of ['use', 'stop', 'auto'] as const)
    group
      .command(mode)
      .description(modes[mode])
      .addOption(ofStream())
      .option('--why <text>', 'reason, recorded for the next operator')
      .option('--json', 'print {stream, wayOut}')
      .addHelpText('after', examples(modeExamples[mode]))
      .action((options: ModeOptions) =>
        run(async (tools) => (await import('./way-out.ts')).switchWayOut(mode, options, tools)),
      );
};

const addRemove = (group: Command, run: Run, confirm: Program['confirm']): void => {
  irreversible(
    group.command('remove'),
    confirm,
    (_, { stream }) =>
      `Forget the way out of ${stream} and its password? Nobody can read it again.`,
  )
    .description('forget the provider and its password')
    .addOption(ofStream())
    .option('--json', 'print {stream, wayOut: null}')
    .addHelpText('after', examples('way-out remove --stream transactional'))
    .action((options: WayOutOptions) =>
      run(async (tools) => (await import('./way-out.ts')).removeWayOut(options, tools)),
    );
};
